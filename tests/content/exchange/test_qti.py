"""QTI packages: their files, their names, their well-formed XML, and what they tell a player to mark."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings

from lms.content.exchange import formats, qti_items, qti_xml
from lms.content.exchange.formats import Format
from lms.content.exchange.qti_xml import Edition
from lms.domain.quizzes import (
    PickLine,
    Quiz,
)
from tests.content.exchange import items
from tests.content.exchange.packages import files, sample

EDITIONS = {Format.QTI_21: Edition.V21, Format.QTI_30: Edition.V30}
NAMES_21 = {
    "assessmentItem",
    "assessmentTest",
    "responseDeclaration",
    "outcomeDeclaration",
    "correctResponse",
    "value",
    "mapping",
    "mapEntry",
    "defaultValue",
    "itemBody",
    "choiceInteraction",
    "simpleChoice",
    "prompt",
    "matchInteraction",
    "simpleMatchSet",
    "simpleAssociableChoice",
    "orderInteraction",
    "textEntryInteraction",
    "inlineChoiceInteraction",
    "inlineChoice",
    "extendedTextInteraction",
    "rubricBlock",
    "modalFeedback",
    "responseProcessing",
    "responseCondition",
    "responseIf",
    "setOutcomeValue",
    "variable",
    "correct",
    "mapResponse",
    "baseValue",
    "match",
    "equal",
    "gte",
    "lte",
    "and",
    "not",
    "isNull",
    "sum",
    "divide",
    "index",
    "testPart",
    "assessmentSection",
    "selection",
    "ordering",
    "assessmentItemRef",
    "weight",
    "outcomeProcessing",
    "testVariables",
}
XHTML = {"div", "p", "strong", "em", "code", "pre", "ul", "ol", "li", "a"}


def bare(tag: str) -> str:
    return tag.rpartition("}")[2]


@pytest.mark.parametrize("kind", EDITIONS)
def test_the_manifest_lists_each_file_once(kind: Format) -> None:
    found = files(kind, sample())
    manifest = items.parsed(found["imsmanifest.xml"])
    listed = [one.get("href") for one in manifest.iter() if bare(one.tag) == "file"]
    assert sorted(str(href) for href in listed) == sorted(set(found) - {"imsmanifest.xml"})
    names = [one.get("identifier") for one in manifest.iter() if bare(one.tag) == "resource"]
    needed = [one.get("identifierref") for one in manifest.iter() if bare(one.tag) == "dependency"]
    assert len(set(names)) == len(names)
    assert set(needed) == set(names) - {"TEST"}
    assert all(name and name.isascii() and name.isalnum() for name in names)
    words = [
        one.text for one in manifest.iter() if bare(one.tag) in ("string", "value", "schema", "schemaversion")
    ]
    assert words[2:] == ["fire", "a & b", "difficult", "educational objective", "Know <it>"]
    assert (
        words[:2]
        == {Format.QTI_21: ["QTIv2.1 Package", "1.0.0"], Format.QTI_30: ["QTI Package", "3.0.0"]}[kind]
    )


@pytest.mark.parametrize("kind", EDITIONS)
def test_every_element_has_a_name_of_its_edition(kind: Format) -> None:
    space = EDITIONS[kind].value.items
    for name, text in files(kind, sample()).items():
        if name == "imsmanifest.xml":
            continue
        for one in items.parsed(text).iter():
            assert one.tag.startswith(f"{{{space}}}")
            if kind is Format.QTI_21:
                assert bare(one.tag) in NAMES_21 | XHTML
            elif bare(one.tag) not in XHTML | {"qti-content-body"}:
                assert bare(one.tag).startswith("qti-")
                words = bare(one.tag).removeprefix("qti-").split("-")
                assert words[0] + "".join(word.title() for word in words[1:]) in NAMES_21
                assert all(key.startswith("{") or key == key.lower() for key in one.attrib)


@pytest.mark.parametrize("kind", EDITIONS)
def test_responses_feedback_and_outcomes_are_declared_before_they_are_used(kind: Format) -> None:
    for name, text in files(kind, sample()).items():
        if not name.startswith("items/"):
            continue
        root = items.parsed(text)
        declared = {
            one.get("identifier")
            for one in root
            if bare(one.tag).lower().replace("-", "").endswith("declaration")
        }
        for one in root.iter():
            used = [
                one.get(key)
                for key in (
                    "responseIdentifier",
                    "response-identifier",
                    "outcomeIdentifier",
                    "outcome-identifier",
                )
            ]
            used += (
                [one.get("identifier")]
                if bare(one.tag).removeprefix("qti-") in ("variable", "mapResponse", "correct")
                else []
            )
            assert {name for name in used if name} <= declared
        assert root.get("identifier") == name.removeprefix("items/").removesuffix(".xml")


def test_the_same_quiz_gives_the_same_bytes() -> None:
    for kind in EDITIONS:
        assert formats.write(kind, sample()).data == formats.write(kind, sample()).data


def test_editions_differ_where_the_standard_does() -> None:
    old, new = files(Format.QTI_21, sample()), files(Format.QTI_30, sample())
    assert set(old) == set(new)
    assert "externalScored" not in old["items/Qp.xml"]
    assert 'external-scored="human"' in new["items/Qp.xml"]
    assert "<qti-content-body>" in new["items/Qonea.xml"]
    assert (
        'template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct"'
        in old["items/QoneaX2.xml"]
    )
    assert 'label="one-a"' in old["items/Qonea.xml"]
    assert "responseProcessing" not in old["items/Qq.xml"]
    assert "SCORE" not in old["items/Qr.xml"]
    assert 'class="likert"' in old["items/Qr.xml"]


def test_draws_become_sections_that_select() -> None:
    quiz = replace(
        sample(),
        shuffle_questions=False,
        shuffle_options=False,
        pick=(PickLine(1, ("fire",)), PickLine(None, ("fire",)), PickLine(2, ("none",))),
    )
    found = files(Format.QTI_21, quiz)
    root = items.parsed(found["test.xml"])
    sections = [one for one in root.iter() if bare(one.tag) == "assessmentSection"]
    assert [[bare(child.tag) for child in section] for section in sections] == [
        ["selection", "ordering", "rubricBlock", "assessmentItemRef"],
        ["ordering"],
        ["ordering"],
    ]
    assert 'shuffle="true"' not in found["items/Qd.xml"]
    losses = [
        (loss.item_id, loss.text)
        for loss in formats.losses(Format.QTI_21, quiz)
        if "No draw" not in loss.text
    ]
    assert losses == [
        (None, "The pass mark, the attempts and when answers are shown are left out."),
        (None, "A question that fits several draws stands in the first alone."),
        ("one-a", "Pictures are left out."),
        ("one-a", "The hint is left out."),
        ("one-a", "Feedback for right answers that were not ticked is left out."),
        ("onea", "Feedback for right answers that were not ticked is left out."),
        ("c", "Feedback for right answers that were not ticked is left out."),
        ("d", "Feedback for right answers that were not ticked is left out."),
        ("e", "Feedback for right answers that were not ticked is left out."),
        ("f", "Feedback for right answers that were not ticked is left out."),
        ("i", "The question is no longer marked as retired."),
        ("i", "Each step in its right place counts, and not next-to pairs."),
        ("k", "Accents, and stops at the end, count in the words to type."),
        ("l", "Accents, and stops at the end, count in the words to type."),
        ("o", "This number cannot be written as a decimal."),
    ]


def test_weights_stand_on_the_references() -> None:
    root = items.parsed(files(Format.QTI_21, sample())["test.xml"])
    weights = {
        one.get("identifier"): one[0].get("value")
        for one in root.iter()
        if bare(one.tag) == "assessmentItemRef"
    }
    assert (weights["Ql"], weights["Qm"]) == ("3", "1")
    assert "Qo" not in weights


def test_marking_rules_say_what_ours_say() -> None:
    found = files(Format.QTI_21, sample())
    assert 'mapKey="C2" mappedValue="-1"' in found["items/Qd.xml"]
    assert '<mapping lowerBound="0" defaultValue="0">' in found["items/Qd.xml"]
    assert 'mapKey="L1 R2" mappedValue="1"' in found["items/Qh.xml"]
    assert found["items/Qi.xml"].count("<index ") == 6
    assert 'mapKey="C2" mappedValue="0.3333333333333333"' in found["items/Qc.xml"]
    assert '<baseValue baseType="float">3.05</baseValue></gte>' in found["items/Qn.xml"]
    assert '<equal toleranceMode="exact">' in found["items/Qm.xml"]


@settings(max_examples=50, deadline=None)
@given(items.quizzes())
def test_any_item_is_well_formed_in_both_editions(quiz: Quiz) -> None:
    for edition in Edition:
        for item in quiz.items:
            root = qti_items.item_element(item, "Q", edition, shuffle=True)
            assert items.parsed(qti_xml.document(root, edition)) is not None
