"""What stands between the braces of a GIFT question becomes an item, or a reason why it cannot.

It must not know files, titles or comments.
"""

from __future__ import annotations

from fractions import Fraction

from lms.content.exchange import decimals, drafts, text_formats
from lms.content.exchange.gift_marks import put_back
from lms.content.exchange.report import MOST_OPTIONS, Answer, Unreadable
from lms.domain.quizzes import Item, Number, Option, TrueFalse

_TRUTH = {"t": True, "true": True, "f": False, "false": False}
_WHOLE = Fraction(1)


def read(answers: str, kind: str, notes: list[str]) -> Item:
    """The item for the answers of a question that ends with them.

    `answers` has its escapes hidden and no general feedback; `kind` is how the question's text is marked.
    Raises: Unreadable.
    """
    bare = answers.strip()
    if not bare:
        return drafts.reflection("")
    if bare.startswith("#"):
        return _number(bare[1:], kind, notes)
    if "~" in bare:
        found = _choices(bare, kind, notes)
        if "=" in bare:
            return drafts.choice(found, notes)
        return drafts.choices(found, notes)
    truth = _TRUTH.get(bare.partition("#")[0].strip().casefold())
    if truth is not None:
        return _true_false(truth, bare, kind, notes)
    if bare.startswith("=") and "->" in bare:
        return _matching(bare, kind, notes)
    if bare.startswith("="):
        return drafts.short_text(_typed(bare, kind, notes), notes)
    raise Unreadable(f'We could not read the answer "{put_back(bare)[:60]}".')


def read_gap(before: str, answers: str, after: str, kind: str, notes: list[str]) -> Item | None:
    """The gap in the middle of a sentence; None if the answers are not such that a gap can hold them.

    Raises: Unreadable.
    """
    bare = answers.strip()
    if not bare.startswith(("=", "~")) or ("->" in bare and "~" not in bare):
        return None
    menu = "~" in bare
    found = _choices(bare, kind, []) if menu else _typed(bare, kind, notes)
    if menu:
        shares = [answer.share for answer in found]
        if sorted(shares) != [0] * (len(shares) - 1) + [1] or any(answer.feedback for answer in found):
            return None
        found = [Answer(text_formats.to_words(answer.text, ""), answer.share) for answer in found]
    pieces = [_piece(before, kind, notes), _piece(after, kind, notes)]
    return drafts.gap_fill(pieces, [drafts.gap(found, notes, menu=menu)])


def _piece(text: str, kind: str, notes: list[str]) -> str:
    """Text beside a gap, with the space that parts it from the gap."""
    meant = put_back(text)
    if kind == text_formats.MARKDOWN:
        return meant
    bare = text_formats.to_markdown(meant, kind, notes).strip()
    lead = " " if bare and meant[:1].isspace() else ""
    tail = " " if bare and meant[-1:].isspace() else ""
    return f"{lead}{bare}{tail}"


def _number(text: str, kind: str, notes: list[str]) -> Number:
    ranges: list[tuple[Fraction, Fraction, Fraction]] = []
    span = False
    # Behind a tilde stands what people read after a wrong number; no range may hide there.
    text, tilde, told = text.partition("~")
    if tilde:
        if told.partition("#")[0].strip() not in ("", "*") or "~" in told:
            raise Unreadable("A number has an answer behind a ~. Only feedback may stand there.")
        notes.append("Feedback for a number was left out.")
    for part in text.strip().removeprefix("=").split("="):
        bare, cross, _ = part.strip().partition("#")
        if cross:
            notes.append("Feedback for a number was left out.")
        share, bare = _share(bare.strip(), _WHOLE)
        if bare == "*" and share <= 0:
            continue
        low, high, spans = _range(bare)
        if share > 0:
            ranges.append((low, high, share))
        span = span or (spans and share == _WHOLE)
    return drafts.number(ranges, notes, span=span)


def _range(text: str) -> tuple[Fraction, Fraction, bool]:
    first, dots, second = text.partition("..")
    if dots:
        low, high = decimals.read(put_back(first)), decimals.read(put_back(second))
    else:
        first, colon, second = text.partition(":")
        middle, leeway = decimals.read(put_back(first)), decimals.read(put_back(second) if colon else "0")
        if middle is None or leeway is None:
            low = high = None
        else:
            low, high = middle - abs(leeway), middle + abs(leeway)
    if low is None or high is None:
        raise Unreadable(f'We could not read "{put_back(text)[:60]}" as a number.')
    return low, high, bool(dots)


def _true_false(truth: bool, text: str, kind: str, notes: list[str]) -> TrueFalse:
    wrong, _, right = text.partition("#")[2].partition("#")
    feedback = {False: _formatted(wrong, kind, notes), True: _formatted(right, kind, notes)}
    options = [
        Option(name, truth is value, Fraction(truth is value), feedback[truth is value])
        for name, value in (("True", True), ("False", False))
    ]
    return TrueFalse(id="", text="", options=(options[0], options[1]))


def _choices(text: str, kind: str, notes: list[str]) -> list[Answer]:
    found: list[Answer] = []
    for mark, part in _split(text):
        share, rest = _share(part, _WHOLE if mark == "=" else Fraction(0))
        words, _, feedback = rest.partition("#")
        found.append(
            Answer(
                " ".join(_formatted(words, kind, notes).split("\n")), share, _formatted(feedback, kind, notes)
            )
        )
    return found


def _typed(text: str, kind: str, notes: list[str]) -> list[Answer]:
    """Short answers: plain words. A format before them is Moodle's own mark and none of the words."""
    found: list[Answer] = []
    for _, part in _split(text):
        share, rest = _share(part, _WHOLE)
        words, _, feedback = rest.partition("#")
        words = with_format(words, kind)[1]
        plain = text_formats.to_words(put_back(words), text_formats.PLAIN)
        found.append(Answer(plain, share, _formatted(feedback, kind, notes)))
    return found


def _matching(text: str, kind: str, notes: list[str]) -> Item:
    rows: list[tuple[str, str]] = []
    for _, part in _split(text):
        left, arrow, right = part.partition("->")
        if not arrow:
            raise Unreadable(f'A pair has no arrow: "{put_back(part).strip()[:60]}".')
        rows.append((_one_line(left, kind, notes), _one_line(right, kind, notes)))
    return drafts.matching(rows)


def _split(text: str) -> list[tuple[str, str]]:
    """The answers with the mark before each. Raises: Unreadable if there is text before the first."""
    found: list[tuple[str, str]] = []
    start = 0
    mark = ""
    for at, character in enumerate(text + "="):
        if character in "=~":
            if mark:
                found.append((mark, text[start:at].strip()))
            elif text[:at].strip():
                raise Unreadable("There is text before the first answer.")
            mark, start = character, at + 1
    if len(found) > MOST_OPTIONS:
        raise Unreadable(f"There are more than {MOST_OPTIONS} answers.")
    return found


def _share(text: str, otherwise: Fraction) -> tuple[Fraction, str]:
    """The share of the marks that stands before an answer between per cent signs, and the rest."""
    if not text.startswith("%"):
        return otherwise, text
    percent, sign, rest = text[1:].partition("%")
    if not sign:
        return otherwise, text
    known = decimals.share(percent)
    if known is None:
        raise Unreadable(decimals.unknown_share(put_back(percent)))
    return known, rest.strip()


def _one_line(text: str, kind: str, notes: list[str]) -> str:
    return " ".join(_formatted(text, kind, notes).split("\n"))


def _formatted(text: str, kind: str, notes: list[str]) -> str:
    kind, rest = with_format(text.strip(), kind)
    return text_formats.to_markdown(put_back(rest), kind, notes).strip()


def with_format(text: str, otherwise: str) -> tuple[str, str]:
    """How a text is marked, from a prefix such as `[html]`, and the text behind it."""
    if text.startswith("["):
        name, bracket, rest = text[1:].partition("]")
        if bracket and name.casefold() in text_formats.NAMES:
            return text_formats.NAMES[name.casefold()], rest
    return otherwise, text
