"""Our boxes, figures, pictures and videos come out right."""

from __future__ import annotations

import pytest

from lms.content.extensions import Picture
from tests.content.drawn import drawn


@pytest.mark.parametrize(
    ("first", "kind", "label", "title"),
    [
        ("**Key point**", "keypoint", "Key point", ""),
        ("**key point:**", "keypoint", "Key point", ""),
        ("**Key point**:", "keypoint", "Key point", ""),
        ("**Reflect**", "reflect", "Reflect", ""),
        ("**Practice example: Mrs Patel**", "example", "Practice example", "Mrs Patel"),
        ("**Safeguarding note**", "safeguarding", "Safeguarding note", ""),
        ("**Note**", "note", "Note", ""),
        ("**Warning: wet *paint***", "warning", "Warning", "wet paint"),
        ("[!WARNING] Wet paint", "warning", "Warning", "Wet paint"),
        ("[!KEYPOINT]", "keypoint", "Key point", ""),
    ],
)
def test_a_quote_with_a_label_becomes_a_box(first: str, kind: str, label: str, title: str) -> None:
    html = drawn(f"> {first}\n> Some *text*.\n>\n> - a list\n")
    name = f"{label}: {title}" if title else label
    assert f'<section aria-label="{name}" class="app-box app-box--{kind}" role="note">' in html
    assert f'<p class="app-box__label">{label}</p>' in html
    assert (f'<p class="app-box__title">{title}</p>' in html) == bool(title)
    assert "<p>Some <em>text</em>.</p>" in html
    assert "<li>a list</li>" in html


def test_the_text_of_a_box_may_stand_behind_its_label() -> None:
    html = drawn("> **Note:** all on one line")
    assert '<p class="app-box__label">Note</p>' in html
    assert "<p>all on one line</p>" in html


def test_a_box_may_have_nothing_but_its_label() -> None:
    assert drawn("> **Note**").count("<p") == 1


@pytest.mark.parametrize(
    "text",
    [
        "> **Rhian**\n> said so",
        "> **Note** that this is a sentence",
        "> [!UNKNOWN]\n> text",
        "> Note",
        "> *Note*\n> text",
        "> - **Note**",
        "> text **Note**",
        ">",
    ],
)
def test_other_quotes_stay_quotes(text: str) -> None:
    html = drawn(text)
    assert "app-box" not in html
    assert "<blockquote>" in html


def test_a_note_for_trainers_leaves_the_page() -> None:
    html = drawn("Before.\n\n> **Trainer note**\n> Secret.\n\nAfter.")
    assert "Secret" not in html
    assert "Before" in html
    assert "After" in html


def test_neighbouring_boxes_stay_apart() -> None:
    assert drawn("> **Note**\n> one\n\n> **Warning**\n> two").count("<section") == 2


def test_a_picture_of_its_own_becomes_a_figure_with_size_and_caption() -> None:
    pictures = {"media/a.svg": Picture("/media/0123/a.svg", 40, 20)}
    html = drawn('![Two chairs](media/a.svg "Side by side")\n', pictures=pictures)
    assert '<figure class="app-figure">' in html
    assert 'alt="Two chairs"' in html
    assert 'width="40"' in html
    assert 'height="20"' in html
    assert 'loading="lazy"' in html
    assert "<figcaption>Side by side</figcaption>" in html
    assert "title=" not in html


def test_a_long_description_goes_into_the_figure() -> None:
    pictures = {"a.svg": Picture("/media/0/a.svg")}
    html = drawn("![A](a.svg)\n\n**Long description:** Two *chairs*.\n\nNext.", pictures=pictures)
    assert '<details class="app-figure__description">\n<summary>Describe this picture</summary>' in html
    assert "<p>Two <em>chairs</em>.</p>" in html
    assert "Long description" not in html
    assert html.rstrip().endswith("<p>Next.</p>")


def test_a_decorative_picture_has_an_empty_description() -> None:
    assert 'alt=""' in drawn("![decorative](a.svg)", pictures={"a.svg": Picture("/media/0/a.svg")})


def test_a_picture_in_a_sentence_stays_there() -> None:
    html = drawn('See ![A](a.svg "T") here.', pictures={"a.svg": Picture("/media/0/a.svg")})
    assert "<figure" not in html
    assert 'title="T"' in html


def test_the_words_stand_for_a_picture_that_is_missing() -> None:
    assert drawn("![Two chairs](gone.svg)") == '<figure class="app-figure"><em>Two chairs</em></figure>'


def test_a_video_comes_with_captions_and_transcript() -> None:
    addresses = {
        "v.mp4": "/media/0/v.mp4",
        "v.en.vtt": "/media/1/v.en.vtt",
        "v.cy.vtt": "/media/2/v.cy.vtt",
        "v.vtt": "/media/3/v.vtt",
        "t.md": "/courses/c/t",
    }
    text = (
        "- **Video:** [A visit](v.mp4)\n"
        "- **Captions:** [English](v.en.vtt), [Cymraeg](v.cy.vtt), [Other](v.vtt)\n"
        "- **Transcript:** [Read it](t.md)\n\nNext."
    )
    html = drawn(text, addresses=addresses)
    assert '<figure class="app-video">' in html
    assert '<video controls="" preload="metadata" src="/media/0/v.mp4">' in html
    assert '<track default="" kind="captions" label="English" src="/media/1/v.en.vtt" srclang="en">' in html
    assert '<track kind="captions" label="Cymraeg" src="/media/2/v.cy.vtt" srclang="cy">' in html
    assert '<figcaption>A visit. <a href="/courses/c/t">Read it</a></figcaption>' in html


def test_a_video_that_is_missing_leaves_its_name() -> None:
    html = drawn("- **Video:** [A visit](gone.mp4)\n\nNext.")
    assert "<video" not in html
    assert "<ul>" not in html
    assert "<figcaption></figcaption>" in html or "A visit" in html
    assert "<figure" in drawn("- **Video:**\n- **Transcript:** [t](/courses/c/t)")
