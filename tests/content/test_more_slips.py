"""Slips of trainers who had not read the manual: one problem each, and none that only follows from it."""

from __future__ import annotations

from pathlib import Path

import pytest

from lms.content import edits, fixes, item_lines, reading
from lms.content.check import check
from lms.content.problems import Problem
from tests.content import folders
from tests.content.folders import COURSE, HEARING, QUIZ

CONVERSATION = """---
title: The kettle
kind: conversation
you are: Sam
they are: Rhian
---

Tea is late.

## At the stove

- [Say: "I am sorry."](#tea-comes) (high support, high challenge)
- [Say nothing.](#tea-comes) (low support, low challenge)

## Tea comes

**Ending:** You drink.

## Debrief

Both at once.

### Mostly high support, high challenge
You did.

### Mostly low support, low challenge
Try again.
"""


def found(root: Path) -> list[tuple[int, str]]:
    """Lines and codes; one question alone is always easy to guess."""
    return [(problem.line, problem.code) for problem in check(root) if problem.code != "D407"]


def changed(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new, 1)


@pytest.mark.parametrize(
    "box",
    ["- [xx]", "- [*]", "- [х]", "- [×]", "- [y]", "- **[x]**", "- {x}", "-- [x]", "b) [x]", "- [✅]", "- ☑"],
)
def test_what_was_meant_as_a_ticked_box_is_one_problem_with_its_repair(tmp_path: Path, box: str) -> None:
    root = folders.listening(tmp_path, quiz=changed(QUIZ, "- [x] How", f"{box} How"))
    (problem,) = check(root)
    assert (problem.line, problem.code) == (14, "Q310")
    assert "- [x] How was lunch?" in problem.fix
    assert fixes.fix(root, reading.walk(root)).left == ()


def test_a_mark_that_can_mean_right_or_wrong_is_not_repaired(tmp_path: Path) -> None:
    (problem,) = check(folders.listening(tmp_path, quiz=changed(QUIZ, "- [x] How", "- [o] How")))
    assert (problem.code, problem.edits) == ("Q310", ())
    assert "if it is right" in problem.fix


@pytest.mark.parametrize(
    "line", ["- [v](01.md)", "(v) the fifth", "- [1]: a note", "- [ok] fine", "a) first"]
)
def test_what_only_looks_a_little_like_a_box_is_text(line: str) -> None:
    assert not item_lines.is_nearly_option(line)


@pytest.mark.parametrize("label", ["*Tags:*", "_Tags_:", "**Tags**", "- **Tags:**", "Tags:"])
def test_a_label_without_its_stars_is_said_and_repaired(tmp_path: Path, label: str) -> None:
    text = changed(QUIZ, "**Tags:** questions", f"**Why:** It lets people talk.\n\n{label} questions")
    (problem,) = check(folders.listening(tmp_path, quiz=text))
    assert (problem.line, problem.code) == (19, "Q316")
    assert "**Tags:** questions" in edits.applied(text, problem.edits)


def test_a_question_word_in_a_sentence_is_no_label(tmp_path: Path) -> None:
    text = changed(
        QUIZ, "**Tags:** questions", "**Why:** It asks more.\nWhyever not: people talk. **Tags** matter."
    )
    assert check(folders.listening(tmp_path, quiz=text)) == []


def test_not_in_code_is_not_in_ordinary_letters(tmp_path: Path) -> None:
    text = changed(QUIZ, "## Which of these is", "## Which `not` is")
    assert found(folders.listening(tmp_path, quiz=text)) == []


@pytest.mark.parametrize(
    "words", ["None of these", "All the above!", "Dim un o’r uchod", "both of the  above."]
)
def test_an_option_that_speaks_of_the_others_is_named(tmp_path: Path, words: str) -> None:
    text = changed(QUIZ, "\n**Tags:**", f"- [ ] {words}\n\n**Tags:**")
    assert found(folders.listening(tmp_path, quiz=text)) == [(16, "Q312")]


def test_three_signs_without_a_space_become_two_with_one(tmp_path: Path) -> None:
    text = changed(QUIZ, "## Which", "###Which")
    (problem,) = check(folders.listening(tmp_path, quiz=text))
    assert (problem.code, problem.fix[:14]) == ("Q304", "Write `## Whic")
    assert "\n## Which of" in edits.applied(text, problem.edits)


def test_a_gap_whose_brackets_an_editor_escaped_is_still_a_gap(tmp_path: Path) -> None:
    asked = "\n## Complete it {#complete}\n\nWe \\[\\[listen\\]\\] first.\n\n**Why:** Always.\n"
    root = folders.listening(tmp_path, quiz=QUIZ + asked)
    assert found(root) == [(21, "L218")]
    assert fixes.fix(root, reading.walk(root)).left == ()


SETTINGS = [
    ("minutes: 10", "certificate: valid  for 12\u00a0months"),
    ("minutes: 10", "reviewed: 14 May 2026,every 12 months"),
    ("minutes: 10", "reviewed: 14 May 2026 every year."),
    ("minutes: 10", "attempts: 3 then wait 1 day"),
    ("quizzes/listening.md\n---", "quizzes/listening.md\n..."),
]


@pytest.mark.parametrize(("old", "new"), SETTINGS)
def test_a_setting_that_can_mean_one_thing_only_is_read_so(tmp_path: Path, old: str, new: str) -> None:
    assert found(folders.listening(tmp_path, course=changed(COURSE, old, new))) == []


@pytest.mark.parametrize(
    "wrong",
    ["reviewed: 14 May 2026, each year", "reviewed: 14/05/2026", "certificate: valid for twelve months"],
)
def test_a_setting_in_doubt_is_not_guessed(tmp_path: Path, wrong: str) -> None:
    root = folders.listening(tmp_path, course=changed(COURSE, "minutes: 10", wrong))
    assert [code for _, code in found(root)] == ["F108"]


def test_text_glued_to_settings_that_do_not_end_is_no_setting(tmp_path: Path) -> None:
    text = changed(HEARING, "minutes: 5\n---\n\n", "minutes: 5\n")
    assert found(folders.listening(tmp_path, hearing=text)) == [(1, "F102")]


def test_a_course_that_cannot_be_read_is_not_missing_as_well(tmp_path: Path) -> None:
    text = COURSE[COURSE.index("# Listening") :]
    root = folders.listening(tmp_path, course=text)
    folders.write(root, {"courses/more/course.md": changed(COURSE, "minutes: 10", "needs: listening")})
    assert {problem.code for problem in check(root) if "/more/" not in problem.path} == {"F101"}
    assert "F109" not in {problem.code for problem in check(root)}


def test_a_misspelt_kind_is_one_problem(tmp_path: Path) -> None:
    text = changed(CONVERSATION, "kind: conversation", "kind: conversatoin")
    assert found(folders.listening(tmp_path, hearing=text)) == [(3, "F107")]


@pytest.mark.parametrize("heading", ["## Debreif", "## Looking back"])
def test_a_debrief_under_another_name_is_one_problem_and_gets_its_name(tmp_path: Path, heading: str) -> None:
    text = changed(CONVERSATION, "## Debrief", heading)
    (problem,) = check(folders.listening(tmp_path, hearing=text))
    assert (problem.line, problem.code) == (1, "S506")
    assert edits.applied(text, problem.edits) == CONVERSATION


def test_a_video_whose_line_goes_on_still_has_its_captions(tmp_path: Path) -> None:
    video = (
        "- **Video:** [A visit](https://v.example/a.mp4)\n  in four minutes\n"
        "- **Captions:** [English](media/a.vtt)\n- **Transcript:** [Read it](02-waiting.md)\n"
    )
    root = folders.listening(tmp_path, hearing=changed(HEARING, "Hear first", f"{video}\nHear first"))
    folders.write(root, {"courses/listening/01-listening/media/a.vtt": "WEBVTT\n"})
    assert found(root) == []


def test_a_label_without_a_link_gives_a_video_nothing(tmp_path: Path) -> None:
    video = "- **Video:** [A visit](https://v.example/a.mp4)\n- **Captions:**\n- **Transcript:** none\n"
    root = folders.listening(tmp_path, hearing=changed(HEARING, "Hear first", f"{video}\nHear first"))
    assert found(root) == [(6, "L207"), (6, "L208")]


def test_a_picture_is_not_proposed_for_a_missing_video(tmp_path: Path) -> None:
    root = folders.listening(
        tmp_path, hearing=changed(HEARING, "Hear first", "[Film](media/chair.mp4) Hear first")
    )
    folders.write(root, {"courses/listening/01-listening/media/chairs.svg": folders.SVG})
    (problem,) = check(root)
    assert (problem.code, problem.edits) == ("L205", ())


def test_a_box_in_the_way_of_another_site_is_named_if_it_is_nearly_ours(tmp_path: Path) -> None:
    boxes = "> [!KEYPONT]\n> Listen.\n\n> [!NOTE]\n> Fine.\n\n> [!QUESTION]\n> Quoted.\n"
    root = folders.listening(tmp_path, hearing=changed(HEARING, "Hear first", f"{boxes}\nHear first"))
    (problem,) = check(root)
    assert (problem.line, problem.column, problem.code) == (6, 3, "L209")
    assert 'Did you mean "Key point"?' in problem.message


def translated(tmp_path: Path, question: str) -> list[Problem]:
    """The problems of a Welsh quiz beside an English one of a choice and a reflection."""
    english = QUIZ + (
        "\n## What would you say? {#say}\n\n**Model answer:** Something kind.\n\n**Marked by:** trainer\n"
        "**Tags:** reflection\n"
    )
    root = folders.listening(tmp_path, quiz=english)
    folders.write(root, {"quizzes/listening.cy.md": f"---\ntitle: Cwis\n---\n\n{question}"})
    return [problem for problem in check(root) if ".cy." in problem.path]


def test_a_translation_need_not_repeat_ticks_nor_who_marks(tmp_path: Path) -> None:
    words = "## Pa un? {#open-question}\n\n- [ ] Wnest ti fwyta?\n- [ ] Sut oedd cinio?\n"
    assert translated(tmp_path / "ticks", words) == []
    assert translated(tmp_path / "marks", "## Beth? {#say}\n\n**Model answer:** Rhywbeth caredig.\n") == []


def test_a_tick_that_disagrees_with_the_english_is_an_error(tmp_path: Path) -> None:
    words = "## Pa un? {#open-question}\n\n- [x] Wnest ti fwyta?\n- [ ] Sut oedd cinio?\n"
    assert [(problem.line, problem.code) for problem in translated(tmp_path, words)] == [(5, "T603")]
