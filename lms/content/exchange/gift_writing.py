"""Our items as a GIFT file for Moodle, and beforehand what that leaves out.

It must not know files or pages; `formats.py` gives the bytes a name.
"""

from __future__ import annotations

from lms.content.exchange import decimals, keeping
from lms.content.exchange.gift_marks import escape
from lms.content.exchange.report import Loss
from lms.domain.quizzes import (
    Gap,
    GapFill,
    Item,
    Matching,
    MultipleResponse,
    Number,
    Ordering,
    Quiz,
    Reflection,
    Scale,
    ShortText,
    SingleChoice,
    TrueFalse,
)

_FORMATS = ("html", "moodle", "moodle_auto_format", "plain", "plain_text", "markdown")


def losses(quiz: Quiz) -> tuple[Loss, ...]:
    """Everything that a GIFT file of this quiz leaves out, before it is written."""
    found = keeping.quiz_losses(quiz, draws=False)
    for item in quiz.items:
        reason = _cannot(item)
        found += [keeping.left_out(item, reason)] if reason else _item_losses(item)
    return tuple(found)


def _cannot(item: Item) -> str:
    """Why an item has no place in the file at all; empty if it has one."""
    match item:
        case Ordering() | Scale():
            return "GIFT has no such kind of question."
        case GapFill() if len(item.gaps) != 1:
            return "GIFT can hold one gap in a question and not several."
        case MultipleResponse() if not keeping.fits_moodle(item):
            return "Moodle has no share of the marks for this many right answers."
        case Number() if _number(item) == "":
            return "This number cannot be written as a decimal."
        case _:
            return ""


def _item_losses(item: Item) -> list[Loss]:
    found = [*keeping.moodle_losses(item), *keeping.pictures_lost(item)]
    if item.hint:
        found.append(keeping.lost(item, "The hint is left out."))
    if item.marks != 1:
        found.append(keeping.lost(item, f"The weight of {item.marks} marks is left out."))
    if isinstance(item, SingleChoice | MultipleResponse) and item.fixed_order:
        found.append(keeping.lost(item, "The fixed order of the answers is left out."))
    match item:
        case Number() if item.unit:
            found.append(keeping.lost(item, "The unit is left out."))
        case Reflection():
            found.append(keeping.lost(item, "The model answer and what to look for are left out."))
        case Matching() if any("->" in text for row in keeping.rows(item) for text in row):
            found.append(keeping.lost(item, "The arrow -> inside a text becomes →."))
        case ShortText() if any("->" in text for text in item.accept):
            found.append(keeping.lost(item, "The arrow -> inside a text becomes →."))
        case GapFill() if any("->" in text for text in (*item.gaps[0].accepted, *item.gaps[0].choices)):
            found.append(keeping.lost(item, "The arrow -> inside a text becomes →."))
        case _:
            pass
    return found


def write(quiz: Quiz) -> str:
    """The quiz as GIFT; what cannot be held is left out, as `losses` says."""
    title = " ".join(quiz.title.split()).replace("/", "//")
    blocks = [f"$CATEGORY: $course$/top/{title}"]
    blocks += [_block(item) for item in quiz.items if not _cannot(item)]
    return "\n\n".join(blocks) + "\n"


def _block(item: Item) -> str:
    told = list(keeping.tags(item))
    before, after = keeping.whole_text(item), ""
    if isinstance(item, GapFill):
        before, after = f"{before}\n\n{item.pieces[0]}", item.pieces[1]
        told += [] if after.strip() else ["kind: gap"]
    comment = "".join(f" [tag:{_in_brackets(tag)}]" for tag in told)
    # On a line of its own, so that its signs do not run together with those of an answer.
    why = f"\n####{_text(item.why)}\n" if item.why else ""
    body = f"{_answers(item)}{why}".replace("\n\n", "\n")
    # A text beside a gap keeps its spaces; elsewhere the brace stands apart, as people write it.
    space = "" if isinstance(item, GapFill) else " "
    asked = f"::{item.id}::[markdown]{escape(before)}{space}"
    return f"// [id:{item.id}]{comment}\n{asked}{{{body}}}{escape(after)}"


def _in_brackets(text: str) -> str:
    return " ".join(text.split()).replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")


def _answers(item: Item) -> str:
    match item:
        case TrueFalse() if [option.text for option in item.options] == ["True", "False"]:
            return _true_false(item)
        case SingleChoice() | TrueFalse() | MultipleResponse():
            return _choices(item)
        case Matching():
            return _lines([f"={_side(left)} -> {_side(right)}" for left, right in keeping.rows(item)])
        case GapFill():
            return _gap(item.gaps[0])
        case ShortText():
            return _lines([f"={_typed(text)}" for text in item.accept])
        case Number():
            return f"#{_number(item)}"
        case _:
            return ""


def _lines(lines: list[str]) -> str:
    return "".join(f"\n{line}" for line in lines) + "\n"


def _true_false(item: TrueFalse) -> str:
    true, false = item.options
    right, wrong = (true, false) if true.correct else (false, true)
    letter = "T" if true.correct else "F"
    if not right.feedback and not wrong.feedback:
        return letter
    return f"{letter}#{_text(wrong.feedback)}#{_text(right.feedback)}"


def _choices(item: SingleChoice | MultipleResponse | TrueFalse) -> str:
    lines: list[str] = []
    for option, share in zip(item.options, keeping.shares(item), strict=True):
        whole = share == 1 and not isinstance(item, MultipleResponse)
        weighs = not whole and share != 0
        weight = f"%{decimals.percent(share)}%" if weighs or option.text.startswith("%") else ""
        feedback = f"#{_text(option.feedback)}" if option.feedback else ""
        lines.append(f"{'=' if whole else '~'}{weight}{_text(option.text)}{feedback}")
    return _lines(lines)


def _text(text: str) -> str:
    """A formatted text; one that begins like a format's name needs the real one before it."""
    return f"{'[markdown]' if _begins_like_a_format(text) else ''}{escape(text)}"


def _begins_like_a_format(text: str) -> bool:
    name, bracket, _ = text[1:].partition("]")
    return text.startswith("[") and bracket != "" and name.casefold() in _FORMATS


def _side(text: str) -> str:
    return _text(text.replace("->", "→"))


def _typed(text: str) -> str:
    """Words to type, where a star of the trainer's own must not stand for any text."""
    weight = "%100%" if text.startswith("%") else ""
    weight += "[plain]" if _begins_like_a_format(text) else ""
    return f"{weight}{escape(text.replace('->', '→').replace('*', chr(92) + '*'))}"


def _gap(gap: Gap) -> str:
    if not gap.choices:
        return " ".join(f"={_typed(text)}" for text in gap.accepted)
    marks = [("=" if text in gap.accepted else "~", text.replace("->", "→")) for text in gap.choices]
    return " ".join(
        f"{mark}{('%100%' if mark == '=' else '%0%') if text.startswith('%') else ''}{_text(text)}"
        for mark, text in marks
    )


def _number(item: Number) -> str:
    """The key as GIFT writes it; empty if it has no exact decimals."""
    low, high = decimals.show(item.low), decimals.show(item.high)
    middle, leeway = decimals.show((item.low + item.high) / 2), decimals.show((item.high - item.low) / 2)
    if low is None or high is None or middle is None or leeway is None:
        return ""
    if item.low == item.high:
        return low
    return f"{low}..{high}" if " to " in item.shown else f"{middle}:{leeway}"
