"""Questions as other systems see them become items of ours, or a reason why they cannot.

Marking is never guessed: an answer that is not surely right makes no item. It must not know any format.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from lms.content.exchange import decimals
from lms.content.exchange.report import LONGEST_TEXT, MOST_OPTIONS, Answer, Unreadable
from lms.domain import comparing
from lms.domain.quizzes import (
    Gap,
    GapFill,
    MarkedBy,
    Matching,
    MultipleResponse,
    Number,
    Option,
    Ordering,
    Pair,
    Reflection,
    ShortText,
    SingleChoice,
    TrueFalse,
)

_TRUE_FALSE = ({"true", "false"}, {"gwir", "anghywir"})
_WHOLE = Fraction(1)
_NEARLY = Fraction(1, 2_000)


def choice(answers: Sequence[Answer], notes: list[str], *, fixed: bool = False) -> SingleChoice | TrueFalse:
    """One answer may be chosen. Raises: Unreadable without exactly one that is wholly right."""
    _check(answers)
    whole = [answer for answer in answers if answer.share == _WHOLE]
    if not whole:
        raise Unreadable("No answer is right for the whole mark.")
    if len(whole) > 1:
        raise Unreadable("Several answers are right, but only one may be chosen.")
    if any(answer.share < 0 for answer in answers):
        notes.append("Wrong answers no longer take marks away.")
    options = tuple(
        Option(answer.text, answer.share == _WHOLE, max(answer.share, Fraction(0)), answer.feedback)
        for answer in answers
    )
    if {option.text.casefold() for option in options} in _TRUE_FALSE and all(
        option.share in (0, 1) for option in options
    ):
        return TrueFalse(id="", text="", options=(options[0], options[1]))
    return SingleChoice(id="", text="", options=options, fixed_order=fixed)


def choices(answers: Sequence[Answer], notes: list[str], *, fixed: bool = False) -> MultipleResponse:
    """Several answers may be ticked. Raises: Unreadable unless the right ones add up to the whole mark."""
    _check(answers)
    right = [answer for answer in answers if answer.share > 0]
    if not right:
        raise Unreadable("No answer is right.")
    total = sum((answer.share for answer in right), Fraction(0))
    if abs(total - 1) > _NEARLY:
        raise Unreadable(f"The right answers add up to {decimals.percent(total)}% and not to 100%.")
    each = Fraction(1, len(right))
    if any(abs(answer.share - each) > _NEARLY for answer in right):
        notes.append("Each right tick now counts the same.")
    if any(abs(answer.share + each) > _NEARLY for answer in answers if answer.share <= 0):
        notes.append("Each wrong tick now takes one right tick away.")
    options = tuple(_ticked(answer) for answer in answers)
    return MultipleResponse(id="", text="", options=options, fixed_order=fixed)


def _ticked(answer: Answer) -> Option:
    right = answer.share > 0
    return Option(answer.text, right, Fraction(right), answer.feedback)


def _check(answers: Sequence[Answer]) -> None:
    if len(answers) < 2:
        raise Unreadable("There is only one answer to choose from.")
    different([answer.text for answer in answers], "answer")


def different(texts: Sequence[str], what: str) -> None:
    """Raises: Unreadable if a text is empty, too long or the same as another, or if there are too many."""
    if len(texts) > MOST_OPTIONS:
        raise Unreadable(f"There are more than {MOST_OPTIONS} {what}s.")
    seen: set[str] = set()
    for text in texts:
        if not text.strip():
            raise Unreadable(f"One {what} is empty.")
        if len(text) > LONGEST_TEXT:
            raise Unreadable(f"One {what} is longer than {LONGEST_TEXT:,} characters.")
        same = " ".join(text.split()).rstrip(".").casefold()
        if same in seen:
            raise Unreadable(f"Two {what}s say the same.")
        seen.add(same)


def short_text(answers: Sequence[Answer], notes: list[str]) -> ShortText:
    """A few typed words. Raises: Unreadable if nothing, or anything at all, would be right."""
    return ShortText(id="", text="", accept=accepted(answers, notes))


def accepted(answers: Sequence[Answer], notes: list[str]) -> tuple[str, ...]:
    """The texts that earn the whole mark; wrong and partly right ones are left out and said so."""
    texts: list[str] = []
    for answer in answers:
        if answer.share <= 0:
            notes.append("Feedback for wrong words was left out.")
        elif answer.share < 1:
            notes.append("An answer for part of the mark was left out; it now counts as wrong.")
        elif _is_wild(answer.text):
            raise Unreadable("An answer has a star for any text, which we do not have.")
        else:
            texts.append(answer.text.replace("\\*", "*"))
            if answer.feedback:
                notes.append("Feedback for typed words was left out.")
    kept = tuple(dict.fromkeys(text.strip() for text in texts))
    if not kept:
        raise Unreadable("No answer is right for the whole mark.")
    if len(kept) > MOST_OPTIONS or any(len(text) > LONGEST_TEXT for text in kept):
        raise Unreadable("There are too many accepted answers, or one is too long.")
    if not all(comparing.fold(text) for text in kept):
        raise Unreadable("An accepted answer has no letters or digits.")
    return kept


def _is_wild(text: str) -> bool:
    return "*" in text.replace("\\*", "")


def gap(answers: Sequence[Answer], notes: list[str], *, menu: bool) -> Gap:
    """One gap, with `menu` a drop-down list. Raises: Unreadable if it cannot be held exactly."""
    if not menu:
        return Gap(accepted(answers, notes))
    texts = tuple(answer.text for answer in answers)
    _check(answers)
    right = tuple(answer.text for answer in answers if answer.share == _WHOLE)
    if len(right) != 1 or any(answer.share not in (0, 1) for answer in answers):
        raise Unreadable("A list to choose from needs one right answer and no answer for part of the mark.")
    if any(answer.feedback for answer in answers):
        notes.append("Feedback inside the text was left out.")
    return Gap(right, texts)


def gap_fill(pieces: Sequence[str], gaps: Sequence[Gap]) -> GapFill:
    """A text with gaps; one piece more than gaps."""
    return GapFill(id="", text="", pieces=tuple(pieces), gaps=tuple(gaps))


def matching(rows: Sequence[tuple[str, str]]) -> Matching:
    """Rows of left and right; an empty left is a spare. Raises: Unreadable with fewer than two pairs."""
    pairs = tuple(Pair(left, right) for left, right in rows if left)
    spares = tuple(right for left, right in rows if not left)
    if len(pairs) < 2:
        raise Unreadable("Matching needs at least two complete pairs.")
    different([pair.left for pair in pairs], "left-hand text")
    if not all(right.strip() for _, right in rows):
        raise Unreadable("One right-hand text is empty.")
    rights = {pair.right for pair in pairs}
    different(spares, "spare answer")
    if any(spare in rights for spare in spares):
        raise Unreadable("A spare answer is also the right one of a pair.")
    return Matching(id="", text="", pairs=pairs, spares=spares)


def ordering(steps: Sequence[str]) -> Ordering:
    """Steps in their right order. Raises: Unreadable with fewer than three."""
    if len(steps) < 3:
        raise Unreadable("Putting things in order needs at least three steps.")
    different(steps, "step")
    return Ordering(id="", text="", steps=tuple(steps))


def number(ranges: Sequence[tuple[Fraction, Fraction, Fraction]], notes: list[str], *, span: bool) -> Number:
    """A number from (low, high, share) ranges. Raises: Unreadable without exactly one for the whole mark."""
    whole = [(low, high) for low, high, share in ranges if share == _WHOLE]
    if len(whole) != 1:
        raise Unreadable("A number needs exactly one answer, or one range, that is right for the whole mark.")
    if len(ranges) > 1:
        notes.append("Ranges for part of the mark were left out; such numbers now count as wrong.")
    low, high = whole[0]
    if low > high:
        raise Unreadable("The lowest right number is above the highest.")
    return Number(id="", text="", low=low, high=high, shown=decimals.key(low, high, span=span))


def reflection(model_answer: str) -> Reflection:
    """A longer answer; a trainer marks it, because nobody else was named."""
    return Reflection(id="", text="", model_answer=model_answer, marked_by=MarkedBy.TRAINER)
