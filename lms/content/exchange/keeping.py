"""What every export asks of an item: details as tags, the text around the answers, losses common to all.

It must not know any one format.
"""

from __future__ import annotations

from fractions import Fraction

from lms.content.exchange import decimals
from lms.content.exchange.report import Loss
from lms.domain.quizzes import (
    GapFill,
    Item,
    MarkedBy,
    Marking,
    Matching,
    MultipleResponse,
    Option,
    Ordering,
    OrderMarking,
    Quiz,
    Reflection,
    SingleChoice,
    TrueFalse,
)

IF_MISSED = "Feedback for right answers that were not ticked is left out."


def tags(item: Item) -> tuple[str, ...]:
    """The item's tags, and as tags the details other systems have no place for."""
    told = list(item.tags)
    if item.difficulty is not None:
        told.append(f"difficulty: {item.difficulty}")
    if item.objective:
        told.append(f"objective: {item.objective}")
    if item.retired_on is not None:
        told.append(f"retired: {item.retired_on.isoformat()}")
    match item:
        case MultipleResponse() if item.marking is not Marking.RIGHT_MINUS_WRONG:
            told.append(f"marking: {item.marking}")
        case Ordering() if item.marking is not OrderMarking.EACH_PLACE:
            told.append(f"marking: {item.marking}")
        case Reflection() if item.marked_by is not MarkedBy.TRAINER:
            told.append(f"marked by: {item.marked_by}")
        case _:
            pass
    return tuple(told)


def whole_text(item: Item) -> str:
    """The heading and the text under it, as Markdown."""
    return f"{item.text}\n\n{item.body}" if item.body else item.text


def rows(item: Matching) -> list[tuple[str, str]]:
    """The pairs of a matching item, then each spare with nothing on its left."""
    return [*((pair.left, pair.right) for pair in item.pairs), *(("", spare) for spare in item.spares)]


def options_of(item: Item) -> tuple[Option, ...]:
    """The options to tick; none for a kind without."""
    return item.options if isinstance(item, SingleChoice | MultipleResponse | TrueFalse) else ()


def shares(item: SingleChoice | MultipleResponse | TrueFalse) -> list[Fraction]:
    """Each option's share of the marks as Moodle needs it: only shares it knows."""
    if isinstance(item, MultipleResponse):
        right = sum(option.correct for option in item.options)
        return [Fraction(1 if option.correct else -1, right) for option in item.options]
    known = {decimals.share(decimals.percent(option.share)) for option in item.options}
    return [
        option.share if option.share in known else decimals.nearest_share(option.share)
        for option in item.options
    ]


def fits_moodle(item: MultipleResponse) -> bool:
    """Whether Moodle knows the share that each right tick of the item earns."""
    right = sum(option.correct for option in item.options)
    return right > 0 and decimals.share(decimals.percent(Fraction(1, right))) is not None


def lost(item: Item, text: str) -> Loss:
    return Loss(item.id, text)


def left_out(item: Item, text: str) -> Loss:
    return Loss(item.id, text, left_out=True)


def moodle_losses(item: Item) -> list[Loss]:
    """What both of Moodle's formats lose of an item that they carry."""
    found: list[Loss] = []
    if any(option.if_missed for option in options_of(item)):
        found.append(lost(item, IF_MISSED))
    if isinstance(item, SingleChoice) and shares(item) != [option.share for option in item.options]:
        found.append(lost(item, "Part marks become the nearest share that Moodle knows."))
    if isinstance(item, MultipleResponse) and item.marking is not Marking.RIGHT_MINUS_WRONG:
        found.append(lost(item, f'Moodle marks right minus wrong and not "{item.marking}".'))
    return found


def quiz_losses(quiz: Quiz, *, draws: bool) -> list[Loss]:
    """What a file of questions cannot say of the quiz, whether or not it can carry draws."""
    found = [
        Loss(None, "The pass mark, the attempts and when answers are shown are left out."),
    ]
    if quiz.pick and not draws:
        found.append(Loss(None, "The draw is left out. Set it up by hand."))
    if quiz.intro:
        found.append(Loss(None, "The introduction is left out."))
    if not (quiz.shuffle_questions and quiz.shuffle_options):
        found.append(Loss(None, "The order of questions and answers is left out."))
    return found


def pictures_lost(item: Item) -> list[Loss]:
    """One loss if any text of the item shows a picture: none of the formats takes its file along."""
    if any("![" in text for text in texts_of(item)):
        return [lost(item, "Pictures are left out.")]
    return []


def texts_of(item: Item) -> list[str]:
    """The texts of an item that may show a picture or a formula."""
    texts = [whole_text(item), item.why, item.hint]
    texts += [part for option in options_of(item) for part in (option.text, option.feedback)]
    return texts + list(item.pieces if isinstance(item, GapFill) else ())
