"""Moodle XML that we cannot hold, that is broken, or that means harm: each with its reason."""

from __future__ import annotations

import pytest

from lms.content.exchange import formats
from lms.content.exchange.formats import Format
from tests.content.exchange.texts import answer, moodle_file, question

UNFINISHED = "A gap is not written to its end, for example {1:SHORTANSWER}."
PARTLY = "An answer is right for part of the mark, but all must be right at once."
SEVERAL = "Several answers are right, but only one may be chosen."
TRUTH = "A true or false question needs the answers true and false, one of them right."
FILE = "This question asks for a file, which we do not collect."
LIST = "A list to choose from needs one right answer and no answer for part of the mark."


@pytest.mark.parametrize(
    ("inside", "reason"),
    [
        (question("calculated", ""), 'We have no question of the kind "calculated".'),
        (question("ddmarker", ""), 'We have no question of the kind "ddmarker".'),
        (question("oumultiresponse", ""), 'We have no question of the kind "oumultiresponse".'),
        (question("ddwtos", ""), "There is no gap in this text."),
        (
            question("gapselect", "<selectoption><text>a</text></selectoption>", "Is [[2]] here?"),
            "The gap [[2]] has no choice with this number.",
        ),
        (question("cloze", "", "Is {1:SA:=a} or {1:MULTICHOICE}?"), UNFINISHED),
        (question("multichoiceset", answer("50", "a") + answer("100", "b")), PARTLY),
        (question("", ""), 'We have no question of the kind "".'),
        (question("description", ""), "This is a text without a question."),
        (question("essay", "<hidden>1</hidden>"), "This question is hidden in Moodle."),
        (question("essay", "<responseformat>noinline</responseformat>"), FILE),
        (question("essay", "<attachmentsrequired>2</attachmentsrequired>"), FILE),
        (
            question("essay", "<defaultgrade>lots</defaultgrade>"),
            'We could not read the weight "lots" as a number.',
        ),
        (
            question("multichoice", answer("100", "a") + answer("33", "b")),
            '"33%" is not a share of the marks that Moodle knows. The nearest is 33.33333%.',
        ),
        (
            question("multichoice", answer("x", "a") + answer("0", "b")),
            '"x%" is not a share of the marks that Moodle knows.',
        ),
        (
            question("multichoice", answer("100", "<b>a</b>") + answer("0", "b")),
            "A text has HTML in it that is not wrapped up as text (CDATA).",
        ),
        (
            question("multichoice", "".join(answer("0", f"o{at}") for at in range(300))),
            "There are more than 200 answers.",
        ),
        (question("truefalse", answer("100", "true")), TRUTH),
        (question("truefalse", answer("100", "yes") + answer("100", "no")), SEVERAL),
        (question("matching", "<subquestion><text>a</text></subquestion>"), "A pair has no answer."),
        (question("numerical", answer("100", "ten")), 'We could not read "ten" as a number.'),
        (
            question("numerical", answer("100", "10", "<tolerance>2O</tolerance>")),
            'We could not read "2O" as a number.',
        ),
        (
            question(
                "numerical", answer("100", "1") + "<units><unit><multiplier>2</multiplier></unit></units>"
            ),
            "No unit of this number has the multiplier 1.",
        ),
        (
            question("ordering", answer("1", "a") + answer("2", "b")),
            "Putting things in order needs at least three steps.",
        ),
        (
            question("ordering", answer("1", "a") + answer("1", "b") + answer("2", "c")),
            "The places of the steps are not surely in order.",
        ),
        (question("cloze", "", "No gap here."), "There is no gap in this text."),
        (
            question("cloze", "", "{1:SA:=a} {2:SA:=b}"),
            "The gaps have different weights. With us each gap counts the same.",
        ),
        (question("cloze", "", "{1:SA:=a"), "A gap has no } at its end."),
        (
            question("cloze", "", "{1:NUMERICAL:=3:1}"),
            'A gap of the kind "NUMERICAL" has no exact counterpart with us.',
        ),
        (question("cloze", "", "{1:MC:=a~=b}"), LIST),
        (question("cloze", "", "{1:MC:=a~%50%b}"), LIST),
        (question("cloze", "", "{1:SA:%x%a}"), '"x%" is not a share of the marks that Moodle knows.'),
        (question("cloze", "", "{1:SA:%50a}"), '"50a%" is not a share of the marks that Moodle knows.'),
        (question("cloze", "", "{1:SA:" + "~a" * 300 + "}"), "There are more than 200 answers in a gap."),
        (question("cloze", "", "{1:SA:=a}" * 101), "There are 100 gaps or more."),
        (
            question("cloze", "", "<video>{1:SA:=a}</video>"),
            "A gap stands inside something that was left out.",
        ),
        ('<question type="essay"></question>', "The question has no text."),
    ],
)
def test_what_we_cannot_hold_is_skipped_with_its_reason(inside: str, reason: str) -> None:
    found = moodle_file(inside)
    assert found.items == ()
    assert [(skipped.line, skipped.reason) for skipped in found.skipped] == [(3, reason)]


HOSTILE = {
    "entities": '<!DOCTYPE quiz [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><quiz>&b;</quiz>',
    "outside": '<!DOCTYPE quiz SYSTEM "file:///etc/passwd"><quiz/>',
    "entity": '<!DOCTYPE quiz [<!ENTITY x SYSTEM "file:///etc/passwd">]><quiz>&x;</quiz>',
    "parameter": '<!DOCTYPE quiz [<!ENTITY % p SYSTEM "http://127.0.0.1/"> %p;]><quiz/>',
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_document_types_and_entities_are_refused_at_sight(text: str) -> None:
    found = formats.read(Format.MOODLE_XML, b"\n\n" + text.encode())
    assert [(one.line, one.reason) for one in found.skipped] == [
        (3, "The file has a document type or entities, which we refuse.")
    ]


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("<quiz>\n&nbsp;</quiz>", 2, "This is not well-formed XML: undefined entity."),
        ("<quiz>\n<a>", 2, "This is not well-formed XML: no element found."),
        ("<x/>", 1, "A Moodle XML file begins with <quiz>. This one begins with <x>."),
        ("<a>\n" * 50, 41, "The elements are nested more than 40 deep."),
        (
            "<quiz " + " ".join(f'a{at}="1"' for at in range(60)) + "/>",
            1,
            "There are more elements or attributes than we accept.",
        ),
    ],
)
def test_broken_or_huge_files_are_refused_with_a_line(text: str, line: int, reason: str) -> None:
    found = formats.read(Format.MOODLE_XML, text.encode())
    assert [(one.line, one.reason) for one in found.skipped] == [(line, reason)]
