"""What the fonts can print, and how text is cut down to it."""

import pathlib

import pytest

from lms.documents import printable


@pytest.mark.parametrize("character", "aZ09-’“”…ŵŶłŻğİễΩЖїअمي€")
def test_the_fonts_cover_the_languages_of_a_council(character: str) -> None:
    assert character in printable.coverage()


@pytest.mark.parametrize("character", ["张", "한", "ส", "😀", "\ue000", "\ud800", "\U0010ffff"])
def test_what_no_font_has_is_not_covered(character: str) -> None:
    assert character not in printable.coverage()


def test_both_weights_of_the_text_face_cover_the_same_characters() -> None:
    regular, semibold = (
        printable._mapped((printable.FONTS / f"NotoSans-{weight}.ttf").read_bytes())
        for weight in ("Regular", "SemiBold")
    )
    assert len(regular) > 3000
    assert regular == semibold


def test_text_that_prints_is_left_alone() -> None:
    assert printable.printable("Siân Ŵyn", longest=20) == printable.Printable("Siân Ŵyn", complete=True)


def test_a_mark_without_its_letter_is_left_out() -> None:
    assert printable.printable("张\u0301a", longest=20) == printable.Printable("a", complete=False)
    assert printable.printable("a \u0301b", longest=20) == printable.Printable("a b", complete=False)


def test_joiners_stay_inside_words_and_nowhere_else() -> None:
    assert printable.printable("علی\u200cرضا", longest=20).text == "علی\u200cرضا"
    assert printable.printable("\u200dAda \u200c", longest=20) == printable.Printable("Ada", complete=True)


@pytest.mark.parametrize(
    ("text", "complete", "readable"),
    [
        ("Ada", True, True),
        ("007", True, True),
        ("", True, False),
        ("Ada", False, True),
        ("() 3", False, False),
    ],
)
def test_what_is_left_must_say_something(text: str, complete: bool, readable: bool) -> None:
    assert printable.Printable(text, complete).readable is readable


def test_long_text_ends_with_an_ellipsis() -> None:
    assert printable.printable("abc def", longest=5) == printable.Printable("abc…", complete=False)
    assert printable.printable("abc def", longest=7).complete


def test_latin_text_is_all_that_the_plainer_wording_keeps() -> None:
    assert printable.latin_only("Łukasz Ελένη") == printable.Printable("Łukasz", complete=False)
    assert printable.latin_only("Łukasz") == printable.Printable("Łukasz", complete=True)


def test_only_very_long_words_get_places_to_break() -> None:
    assert printable.breakable("Featherstonehaugh " * 5) == "Featherstonehaugh " * 5
    assert printable.breakable("x" * 36) == "x" * 36
    assert printable.breakable("x" * 80) == "\u200b".join(["x" * 36, "x" * 36, "x" * 8])


def test_each_font_family_has_its_licence_beside_it() -> None:
    families = {path.stem.split("-")[0] for path in printable.FONTS.glob("*.ttf")}
    assert families == {"NotoSans", "NotoSansArabic"}
    for family in families:
        licence = pathlib.Path(printable.FONTS / f"OFL-{family}.txt").read_text(encoding="utf-8")
        assert "SIL OPEN FONT LICENSE Version 1.1" in licence
