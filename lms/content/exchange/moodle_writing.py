"""Our items as a Moodle XML file, and beforehand what that leaves out.

It must not know files or pages; `formats.py` gives the bytes a name.
"""

from __future__ import annotations

from html import escape
from typing import assert_never

from lms.content.exchange import cloze, decimals, html_text, keeping, markdown_html
from lms.content.exchange.moodle_answers import LOOK_FOR
from lms.content.exchange.report import Loss
from lms.domain.quizzes import (
    GapFill,
    Item,
    Matching,
    MultipleResponse,
    Number,
    Ordering,
    OrderMarking,
    Quiz,
    Reflection,
    Scale,
    ShortText,
    SingleChoice,
    TrueFalse,
)

_ORDER = {
    OrderMarking.EACH_PLACE: "ABSOLUTE_POSITION",
    OrderMarking.NEIGHBOURS: "RELATIVE_NEXT_EXCLUDE_LAST",
    OrderMarking.ALL_OR_NOTHING: "ALL_OR_NOTHING",
}


def losses(quiz: Quiz) -> tuple[Loss, ...]:
    """Everything that a Moodle XML file of this quiz leaves out, before it is written."""
    found = keeping.quiz_losses(quiz, draws=False)
    for item in quiz.items:
        reason = _cannot(item)
        if reason:
            found.append(keeping.left_out(item, reason))
            continue
        found += [*keeping.moodle_losses(item), *keeping.pictures_lost(item)]
        if isinstance(item, GapFill) and item.marks % len(item.gaps):
            found.append(keeping.lost(item, "In Moodle each gap counts one mark, so the weight changes."))
        if isinstance(item, GapFill) and any(map(cloze.looks_like_gap, (item.text, item.body, *item.pieces))):
            found.append(keeping.lost(item, "Braces that look like a gap get an unseen sign inside."))
    return tuple(found)


def _cannot(item: Item) -> str:
    """Why an item has no place in the file at all; empty if it has one."""
    match item:
        case Scale():
            return "Moodle has no such kind of question."
        case MultipleResponse() if not keeping.fits_moodle(item):
            return "Moodle has no share of the marks for this many right answers."
        case Number() if None in _number(item):
            return "This number cannot be written as a decimal."
        case _:
            return ""


def write(quiz: Quiz) -> str:
    """The quiz as Moodle XML; what cannot be held is left out, as `losses` says."""
    title = " ".join(quiz.title.split()).replace("/", "//")
    category = f"<category>{_plain(f'$course$/top/{title}')}</category>"
    questions = [f'  <question type="category">\n    {category}\n  </question>']
    questions += [_question(item) for item in quiz.items if not _cannot(item)]
    return '<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n' + "\n".join(questions) + "\n</quiz>\n"


def _question(item: Item) -> str:
    kind, answers = _answers(item)
    text = keeping.whole_text(item)
    lines = [f"<name>{_plain(item.id)}</name>"]
    if isinstance(item, GapFill):
        lines.append(_cloze(item, text))
    else:
        lines.append(_text("questiontext", text))
    lines.append(_text("generalfeedback", item.why))
    if not isinstance(item, GapFill) or item.marks != 1:
        lines.append(f"<defaultgrade>{item.marks}</defaultgrade>")
    lines += ["<penalty>0</penalty>", "<hidden>0</hidden>", f"<idnumber>{escape(item.id)}</idnumber>"]
    lines += answers
    if item.hint:
        lines.append(_text("hint", item.hint))
    tags = keeping.tags(item)
    if tags:
        lines.append(f"<tags>{''.join(f'<tag>{_plain(tag)}</tag>' for tag in tags)}</tags>")
    body = "".join(f"    {line}\n" for line in lines)
    return f'  <question type="{kind}">\n{body}  </question>'


def _cloze(item: GapFill, text: str) -> str:
    places = cloze.with_places([f"{text}\n\n{item.pieces[0]}", *item.pieces[1:]])
    html = _html(places)
    if html is not None:
        filled = cloze.filled(html, item.gaps, html=True)
        if cloze.read(filled, "html", []).gaps == item.gaps:
            return _wrapped("questiontext", "html", filled)
    return _wrapped("questiontext", "markdown", cloze.filled(places, item.gaps, html=False))


def _answers(item: Item) -> tuple[str, list[str]]:
    """Moodle's name for the kind, and the lines that only this kind has."""
    match item:
        case TrueFalse() if [option.text for option in item.options] == ["True", "False"]:
            return "truefalse", [
                f'<answer fraction="{100 if option.correct else 0}" format="moodle_auto_format">'
                f"<text>{option.text.lower()}</text>{_text('feedback', option.feedback)}</answer>"
                for option in item.options
            ]
        case SingleChoice() | TrueFalse() | MultipleResponse():
            return "multichoice", _choices(item)
        case Matching():
            return "matching", [
                "<shuffleanswers>true</shuffleanswers>",
                *(
                    _text("subquestion", left, f'<answer format="markdown">{_plain(right)}</answer>')
                    for left, right in keeping.rows(item)
                ),
            ]
        case Ordering():
            return "ordering", [
                "<layouttype>VERTICAL</layouttype>",
                "<selecttype>ALL</selecttype>",
                "<selectcount>0</selectcount>",
                f"<gradingtype>{_ORDER[item.marking]}</gradingtype>",
                "<showgrading>SHOW</showgrading>",
                *(
                    _text("answer", step, attributes=f' fraction="{place}"')
                    for place, step in enumerate(item.steps, start=1)
                ),
            ]
        case ShortText():
            return "shortanswer", ["<usecase>0</usecase>", *(_typed(text) for text in item.accept)]
        case Number():
            return "numerical", _numerical(item)
        case Reflection():
            return "essay", _essay(item)
        case GapFill() | Scale():
            return "cloze", []
        case _:
            assert_never(item)


def _choices(item: SingleChoice | TrueFalse | MultipleResponse) -> list[str]:
    fixed = isinstance(item, TrueFalse) or item.fixed_order
    lines = [
        f"<single>{'false' if isinstance(item, MultipleResponse) else 'true'}</single>",
        f"<shuffleanswers>{'false' if fixed else 'true'}</shuffleanswers>",
        "<answernumbering>abc</answernumbering>",
    ]
    for option, share in zip(item.options, keeping.shares(item), strict=True):
        weight = share if share > 0 or isinstance(item, MultipleResponse) else 0 * share
        feedback = _text("feedback", option.feedback)
        lines.append(_text("answer", option.text, feedback, f' fraction="{decimals.percent(weight)}"'))
    return lines


def _typed(text: str) -> str:
    """Words to type; a star of the trainer's own must not stand for any text."""
    starred = _plain(text.replace("*", "\\*"))
    return f'<answer fraction="100" format="moodle_auto_format">{starred}{_text("feedback", "")}</answer>'


def _number(item: Number) -> tuple[str | None, str | None]:
    return decimals.show((item.low + item.high) / 2), decimals.show((item.high - item.low) / 2)


def _numerical(item: Number) -> list[str]:
    middle, leeway = _number(item)
    lines = [
        f'<answer fraction="100" format="moodle_auto_format"><text>{middle}</text>'
        f"<tolerance>{leeway}</tolerance>{_text('feedback', '')}</answer>",
        "<unitgradingtype>0</unitgradingtype>",
        "<unitpenalty>0</unitpenalty>",
        f"<showunits>{0 if item.unit else 3}</showunits>",
        "<unitsleft>0</unitsleft>",
    ]
    if item.unit:
        name = escape(item.unit, quote=False)
        lines.append(f"<units><unit><multiplier>1</multiplier><unit_name>{name}</unit_name></unit></units>")
    return lines


def _essay(item: Reflection) -> list[str]:
    told = item.model_answer
    if item.look_for:
        scheme = "\n".join(
            f"- {' '.join(one.text.split())} ({one.marks} mark{'' if one.marks == 1 else 's'})"
            for one in item.look_for
        )
        told = f"{told}\n\n{LOOK_FOR}\n\n{scheme}".strip("\n")
    return [
        "<responseformat>editor</responseformat>",
        "<responserequired>1</responserequired>",
        "<responsefieldlines>10</responsefieldlines>",
        "<attachments>0</attachments>",
        "<attachmentsrequired>0</attachmentsrequired>",
        _text("graderinfo", told),
        _text("responsetemplate", ""),
    ]


def _html(markdown: str) -> str | None:
    """The text as HTML, if reading that back gives exactly this text; otherwise None."""
    html = markdown_html.to_html(markdown)
    return html if html_text.to_markdown(html) == (markdown, ()) else None


def _text(name: str, markdown: str, inside: str = "", attributes: str = "") -> str:
    """An element with a text: HTML where that loses nothing, otherwise Markdown, which Moodle knows too."""
    html = _html(markdown)
    kind, text = ("markdown", markdown) if html is None else ("html", html)
    return _wrapped(name, kind, text, inside, attributes)


def _wrapped(name: str, kind: str, text: str, inside: str = "", attributes: str = "") -> str:
    data = f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>" if text else ""
    return f'<{name}{attributes} format="{kind}"><text>{data}</text>{inside}</{name}>'


def _plain(text: str) -> str:
    return f"<text>{escape(text, quote=False)}</text>"
