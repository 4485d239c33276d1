"""Each of our items as a QTI item: its text, its answers, its feedback.

It must not know packages, nor the kinds of answers: `qti.py` packs, `qti_kinds.py` knows the kinds.
"""

from __future__ import annotations

from lms.content.exchange import keeping, markdown_html
from lms.content.exchange import qti_scoring as scoring
from lms.content.exchange.qti_kinds import parts_of
from lms.content.exchange.qti_xml import Edition, Element, Markup, element
from lms.content.exchange.report import excerpt
from lms.domain.quizzes import Item, MarkedBy, MultipleResponse, Reflection, Scale, SingleChoice, TrueFalse

_FEEDBACK, _WHY = "FEEDBACK", "WHY"


def item_element(item: Item, identifier: str, edition: Edition, *, shuffle: bool) -> Element:
    """The assessmentItem for an item; `shuffle` is what the quiz says of its options."""
    parts = parts_of(item, edition, shuffle)
    outcomes: list[Element] = []
    rules = list(parts.rules)
    feedback: list[Element] = []
    if not isinstance(item, Scale):
        by_people = isinstance(item, Reflection) and item.marked_by is MarkedBy.TRAINER
        # The attribute came with the editions after 2.1.
        external = "human" if by_people and edition is Edition.V30 else None
        outcomes.append(scoring.outcome(scoring.SCORE, "float", normalMaximum="1", externalScored=external))
    options = keeping.options_of(item)
    if any(option.feedback for option in options):
        many = isinstance(item, MultipleResponse)
        outcomes.append(scoring.outcome(_FEEDBACK, "identifier", "multiple" if many else "single"))
        rules.append(scoring.set_to(_FEEDBACK, scoring.variable(scoring.RESPONSE)))
        feedback += [
            _modal(_FEEDBACK, f"C{at}", option.feedback)
            for at, option in enumerate(options, start=1)
            if option.feedback
        ]
    if item.why:
        outcomes.append(scoring.outcome(_WHY, "identifier"))
        rules.append(scoring.set_to(_WHY, element("baseValue", Markup(_WHY), baseType="identifier")))
        feedback.append(_modal(_WHY, _WHY, item.why))
    processing = [element("responseProcessing", *rules)] if rules else []
    if not rules and isinstance(item, SingleChoice | TrueFalse):
        processing = [element("responseProcessing", template=edition.value.template)]
    return element(
        "assessmentItem",
        *parts.declared,
        *outcomes,
        element("itemBody", *_asked(item), *parts.body),
        *processing,
        *feedback,
        identifier=identifier,
        title=excerpt(item.text),
        label=item.id,
        adaptive="false",
        timeDependent="false",
    )


def _modal(outcome: str, identifier: str, text: str) -> Element:
    html = Markup(markdown_html.to_html(text))
    return element("modalFeedback", html, outcomeIdentifier=outcome, identifier=identifier, showHide="show")


def _asked(item: Item) -> tuple[Markup, ...]:
    return (Markup(f"<div>{markdown_html.to_html(keeping.whole_text(item))}</div>"),)
