// The live part of the editor: preview and problems while somebody types, and the advanced editor if they want it.
// The page works without this file: Save and "Look without saving" lead to the same text, preview and problems.

const PAUSE_MILLISECONDS = 400;
const AGAIN_MILLISECONDS = 1000;
const REMEMBERED = "alongside-advanced-editor";

const form = document.getElementById("editor");
const area = document.getElementById("text");
const state = document.getElementById("editor-state");
const list = document.getElementById("editor-problems");
const shown = document.getElementById("editor-preview");
const box = document.getElementById("advanced");

let advanced = null;
let problems = [];
let timer = 0;
let running = null;
let saved = area.value;

const text = () => (advanced ? advanced.text() : area.value);

const later = () => {
  clearTimeout(timer);
  timer = setTimeout(look, PAUSE_MILLISECONDS);
};

const look = async () => {
  clearTimeout(timer);
  // What was asked before is about an older text.
  running?.abort();
  const mine = new AbortController();
  running = mine;
  try {
    const response = await fetch("/author/preview", {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        Accept: "application/json",
        "X-CSRF-Token": form.elements.csrf_token.value,
      },
      body: JSON.stringify({ path: form.dataset.path, text: text() }),
      signal: mine.signal,
    });
    const answer = await response.json();
    if (mine !== running) return;
    if (response.status === 503) timer = setTimeout(look, AGAIN_MILLISECONDS);
    else if (response.ok) show(answer);
    else state.textContent = answer.error;
  } catch (fault) {
    if (fault.name === "AbortError") return;
    state.textContent = "The preview could not be fetched. What you type stays in this page; save it when you are back.";
  }
};

const show = (answer) => {
  // Both come from our own renderer, cleaned there, and stand under a policy that runs no inline script.
  shown.innerHTML = answer.html;
  const focused = list.contains(document.activeElement);
  list.innerHTML = answer.list;
  if (focused) (list.querySelector("a") ?? area).focus();
  if (state.textContent !== answer.counts) state.textContent = answer.counts;
  problems = answer.problems;
  mark();
};

const mark = () => {
  advanced?.show(
    problems.map((problem, at) => ({
      ...problem,
      repair: problem.repair ? () => repair(at) : null,
      repairName: "Fix this",
    })),
  );
};

// The caret goes to the problem's place; lines and columns count from 1.
const go = (line, column) => {
  if (advanced) {
    advanced.go(line, column);
    return;
  }
  const lines = area.value.split("\n");
  const before = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  const at = Math.min(before + column - 1, before + (lines[line - 1] ?? "").length);
  area.focus();
  area.setSelectionRange(at, at);
  const height = parseFloat(getComputedStyle(area).lineHeight) || 24;
  area.scrollTop = Math.max(0, (line - 4) * height);
};

// The server knows the repair; it sends the whole page with the text repaired, of which only the text is taken.
const repair = async (at) => {
  const fields = new FormData(form);
  fields.set("text", text());
  fields.set("do", `repair-${at}`);
  try {
    const response = await fetch(form.getAttribute("action"), { method: "POST", body: fields });
    if (!response.ok) throw new Error(`The answer is ${response.status}.`);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = page.getElementById("text").value;
    if (advanced) advanced.replace(fresh);
    else area.value = fresh;
    await look();
  } catch {
    state.textContent = "That could not be fixed just now. Nothing was changed.";
  }
};

list.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-line]");
  const button = event.target.closest("button[data-repair]");
  if (link) {
    event.preventDefault();
    go(Number(link.dataset.line), Number(link.dataset.column));
  } else if (button) {
    event.preventDefault();
    repair(Number(button.value.replace("repair-", "")));
  }
});

const switchTo = async (wanted) => {
  if (wanted && !advanced) {
    const { attach } = await import(form.dataset.codemirror);
    advanced = attach(area, {
      nonce: form.dataset.nonce,
      labelledBy: "text-label",
      describedBy: "text-hint",
      changed: later,
    });
    mark();
  } else if (!wanted && advanced) {
    advanced.remove();
    advanced = null;
  }
};

const remember = (value) => {
  try {
    localStorage.setItem(REMEMBERED, value ? "yes" : "no");
  } catch {
    // A browser that keeps nothing asks again next time.
  }
};

const remembered = () => {
  try {
    return localStorage.getItem(REMEMBERED) === "yes";
  } catch {
    return false;
  }
};

box.addEventListener("change", async () => {
  remember(box.checked);
  await switchTo(box.checked);
});
area.addEventListener("input", later);
document.getElementById("text-label").addEventListener("click", (event) => {
  if (!advanced) return;
  event.preventDefault();
  advanced.focus();
});
form.addEventListener("submit", () => {
  area.value = text();
  saved = text();
});
addEventListener("beforeunload", (event) => {
  if (text() !== saved) event.preventDefault();
});

form.querySelector(".editor__switch").hidden = false;
document.querySelector(".editor").classList.add("editor--live");
if (remembered()) {
  box.checked = true;
  await switchTo(true);
}
await look();
