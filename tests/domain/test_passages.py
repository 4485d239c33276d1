"""Old and new text beside each other."""

from __future__ import annotations

from lms.domain.passages import MOST_WORDS, Paragraph, Passage, Run, changed


def at(*texts: str) -> list[Paragraph]:
    return [Paragraph("Circles", text) for text in texts]


def test_the_words_that_are_other_are_marked_on_each_side() -> None:
    (found,) = changed(
        at("Same here.", "Ask first, then listen."), at("Same here.", "Ask twice, then listen.")
    )
    assert found == Passage(
        "Circles",
        (Run("Ask"), Run("first,", other=True), Run("then listen.")),
        (Run("Ask"), Run("twice,", other=True), Run("then listen.")),
    )


def test_what_came_and_what_went_stand_alone() -> None:
    found = changed(at("It goes away.", "It stays here."), at("It stays here.", "Something wholly new came."))
    assert [(len(one.before), len(one.now)) for one in found] == [(1, 0), (0, 1)]


def test_spelling_spacing_and_order_of_nothing_are_left_out() -> None:
    assert changed(at("Then wait."), at("Then  wait!")) == ()
    assert changed(at("Recieve a person kindly today."), at("Receive a person kindly today.")) == ()
    assert changed((), ()) == ()


def test_a_very_long_passage_is_shown_without_marks() -> None:
    old = " ".join(f"word{number}" for number in range(MOST_WORDS + 1))
    (found,) = changed(at(old), at(f"{old} and an end of it all"))
    assert not any(run.other for run in (*found.before, *found.now))


def test_words_that_only_came_have_nothing_on_the_other_side() -> None:
    (found,) = changed(at("Ask first, then listen."), at("Ask first, then listen to everybody here."))
    assert found.now[-1].other
    assert "everybody" not in " ".join(run.text for run in found.before)


def test_a_word_that_came_in_between_is_marked_alone() -> None:
    (found,) = changed(at("Ask Sam first."), at("Ask Sam very kindly first."))
    assert found.before == (Run("Ask Sam"), Run("first."))
    assert found.now == (Run("Ask Sam"), Run("very kindly", other=True), Run("first."))
