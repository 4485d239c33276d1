// The advanced editor: CodeMirror 6 in front of a text area that stays the one that is sent.
// It owns how the text is edited; what is wrong with it comes from the server, and where it is shown from editor.js.

import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { HighlightStyle, Language, defineLanguageFacet, languageDataProp, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { EditorSelection, EditorState } from "@codemirror/state";
import { EditorView, drawSelection, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { GFM, parser } from "@lezer/markdown";

// @codemirror/lang-markdown would bring HTML, CSS and JavaScript along, which no trainer writes here.
const facet = defineLanguageFacet({ commentTokens: {} });
const markdown = new Language(
  facet,
  parser.configure([GFM, { props: [languageDataProp.add({ Document: facet })] }]),
  [],
  "markdown",
);

const colours = HighlightStyle.define([
  { tag: tags.heading, class: "cm-heading" },
  { tag: tags.strong, class: "cm-strong" },
  { tag: tags.emphasis, class: "cm-emphasis" },
  { tag: [tags.link, tags.url], class: "cm-link" },
  { tag: tags.quote, class: "cm-quote" },
  { tag: tags.monospace, class: "cm-code" },
  { tag: [tags.processingInstruction, tags.contentSeparator, tags.list], class: "cm-mark" },
]);

/**
 * Put CodeMirror in the place of `area`. `changed(text)` runs after each edit.
 * Returns what editor.js needs: text(), replace(), show(problems), go(line, column), focus(), remove().
 */
export const attach = (area, { nonce, labelledBy, describedBy, changed }) => {
  const attributes = { "aria-labelledby": labelledBy, "aria-multiline": "true", tabindex: "0", spellcheck: "true", autocapitalize: "sentences" };
  if (describedBy) attributes["aria-describedby"] = describedBy;
  const view = new EditorView({
    state: EditorState.create({
      doc: area.value,
      selection: EditorSelection.cursor(Math.min(area.selectionStart, area.value.length)),
      extensions: [
        EditorView.cspNonce.of(nonce),
        lineNumbers(),
        history(),
        drawSelection(),
        highlightActiveLine(),
        highlightSelectionMatches(),
        search({ top: true }),
        lintGutter(),
        markdown,
        syntaxHighlighting(colours),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of(attributes),
        // No key for Tab: it leaves the editor, as it leaves every field.
        keymap.of([...defaultKeymap, ...historyKeymap, ...searchKeymap, ...lintKeymap]),
        EditorView.updateListener.of((update) => {
          if (!update.docChanged) return;
          area.value = update.state.doc.toString();
          changed();
        }),
      ],
    }),
  });
  area.hidden = true;
  area.after(view.dom);

  // Lines and columns count from 1, and the text may be shorter by now than when they were found.
  const place = (line, column) => {
    const found = view.state.doc.line(Math.min(Math.max(line, 1), view.state.doc.lines));
    return Math.min(found.from + Math.max(column - 1, 0), found.to);
  };

  return {
    text: () => view.state.doc.toString(),
    replace: (text) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } }),
    show: (problems) => {
      const marks = problems.map((problem) => {
        const from = place(problem.line, problem.column);
        const to = Math.max(from, problem.end.length ? place(...problem.end) : view.state.doc.lineAt(from).to);
        const severity = { error: "error", warning: "warning", note: "info" }[problem.level];
        const actions = problem.repair ? [{ name: problem.repairName, apply: () => problem.repair() }] : [];
        return { from, to, severity, source: problem.code, message: `${problem.message} ${problem.fix}`, actions };
      });
      view.dispatch(setDiagnostics(view.state, marks));
    },
    go: (line, column) => {
      const at = place(line, column);
      view.dispatch({ selection: EditorSelection.cursor(at), effects: EditorView.scrollIntoView(at, { y: "center" }) });
      view.focus();
    },
    focus: () => view.focus(),
    remove: () => {
      area.hidden = false;
      area.selectionStart = area.selectionEnd = view.state.selection.main.head;
      view.destroy();
    },
  };
};
