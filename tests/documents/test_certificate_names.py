"""Names on a certificate: printed as they are, in part with a pointer to the whole, or by address alone."""

import dataclasses
import unicodedata

import pypdf
import pytest

from lms.documents import certificate_pdf, printable
from tests.support.certificate_files import (
    FACTS,
    URL,
    assert_accessible,
    facts,
    holder_in_title,
    read,
    text_of,
)

PRINT_AS_THEY_ARE = [
    "Ada Lovelace",
    "Siân Ŵyn-Pryce",
    "Llŷr Gruffydd ap Rhŷs",
    "Ẁẃ Ŷŷ Âêîôû",
    "Łukasz Żółć-Gęśla",
    "Zażółć Gęślą Jaźń",
    "Şükrü Iğdırlıoğlu",
    "İsmail Çağrı Öğün",
    "Nguyễn Thị Ánh Tuyết",
    "Đặng Trần Côn",
    "Ελένη Παπαδοπούλου",
    "Юлія Їжакевич",
    "Дмитрий Ёлкин",
    "अनिता शर्मा",
    "Þórdís Kolbrún Reykfjörð Gylfadóttir",
    "Nuñez-O’Brien, Seán “Jack” Jr.",
    "Zoë d'Arcy-Straße",
    "X Æ A-12",
    "O",
    "#import",
    '#read("/etc/passwd")',
    '#import "@preview/x:0.1.0": *',
    "*bold* _emphasis_ `raw`",
    "= Heading",
    "- list",
    "$x^2$",
    "<label> @ref",
    "// comment /* and */ more",
    r"\u{41} \ back",
    "<script>alert(1)</script> & co",
    "{{ 7 * 7 }} %s {0}",
    "Robert'); DROP TABLE people;--",
    '"]}',
    "Wilhelmina Alexandra Konstantinopoulou-Featherstonehaugh de la Vega y Martínez III",
    "A" * 100,
]
DRAWN_IN_PARTS = {"Nguyễn Thị Ánh Tuyết": "ị", "अनिता शर्मा": "नि"}
ARABIC = ["محمد عبد الله الخطيب", "فاطمة الزهراء", "نرگس محمدی", "مُحَمَّد", "علی‌رضا", "Layla ليلى Hassan"]
INVISIBLE = {
    "\x00Ada\x07 \x1bLovelace\x7f": "Ada Lovelace",
    "Ada\u202eecalevoL": "AdaecalevoL",
    "\u2066Ada\u2069 \u200fLovelace\u200e": "Ada Lovelace",
    "\ufeffAda\u00ad\u2060 Lovelace": "Ada Lovelace",
    "  Ada \t\r\n  Lovelace\u2028\u3000": "Ada Lovelace",
    "Sia\u0302n": "Siân",
    "A\ufe0fda": "Ada",
}
CUT = {
    "张伟 Smith": "Smith",
    "Ada 😀 Lovelace": "Ada Lovelace",
    "👩‍👩‍👧 Ada": "Ada",
    "สมชาย Somchai": "Somchai",
    "Ada \ud800Lovelace": "Ada Lovelace",
    "Ada \ue000\U0010ffffLovelace": "Ada Lovelace",
    "A" + "\u0301" * 60 + "da": "Á" + "\u0301" * 4 + "da",
    "W" * 5000: "W" * 119 + "…",
}
NOTHING_LEFT = [
    "张伟",
    "山田 太郎",
    "김민준",
    "สมชาย",
    "😀",
    "🏳️‍🌈🏴󠁧󠁢󠁷󠁬󠁳󠁿",
    "（张伟） 3",
    "",
    "   ",
    "\u200b\u202e\x00",
    "\u0301",
    "\ud83d",
    "\ufffd",
    "\U000e0001\U000f0000",
]


@pytest.mark.parametrize("name", PRINT_AS_THEY_ARE)
def test_a_name_that_the_fonts_have_prints_as_it_is(name: str) -> None:
    pdf = certificate_pdf.render(facts(holder_name=name))
    assert_accessible(pdf)
    assert holder_in_title(pdf) == name
    assert certificate_pdf.NAME_IS_LONGER not in text_of(pdf)
    contents = read(pdf).pages[0].get_contents().get_data()
    if name in DRAWN_IN_PARTS:
        # The file says in ActualText what the parts mean; pypdf reads the parts all the same.
        assert DRAWN_IN_PARTS[name].encode("utf-16-be").hex().upper().encode() in contents
    else:
        # Long names wrap, after a hyphen too, so the spaces are left out of the comparison.
        assert name.replace(" ", "") in text_of(pdf).replace(" ", "")


@pytest.mark.parametrize("name", ARABIC)
def test_an_arabic_name_prints_as_it_is(name: str) -> None:
    pdf = certificate_pdf.render(facts(holder_name=name))
    assert_accessible(pdf)
    assert holder_in_title(pdf) == unicodedata.normalize("NFC", name)
    assert certificate_pdf.NAME_IS_LONGER not in text_of(pdf)
    assert "NotoSansArabic" in " ".join(font["/BaseFont"] for font in fonts_in(pdf))


@pytest.mark.parametrize(("name", "shown"), INVISIBLE.items(), ids=ascii)
def test_invisible_characters_leave_no_trace(name: str, shown: str) -> None:
    pdf = certificate_pdf.render(facts(holder_name=name))
    assert_accessible(pdf)
    assert holder_in_title(pdf) == shown
    assert certificate_pdf.NAME_IS_LONGER not in text_of(pdf)


@pytest.mark.parametrize(("name", "shown"), CUT.items(), ids=lambda value: ascii(value)[:40])
def test_a_name_that_prints_in_part_says_where_the_whole_is(name: str, shown: str) -> None:
    pdf = certificate_pdf.render(facts(holder_name=name))
    assert_accessible(pdf)
    assert holder_in_title(pdf) == shown
    assert certificate_pdf.NAME_IS_LONGER in text_of(pdf)
    assert URL in text_of(pdf)


@pytest.mark.parametrize("name", NOTHING_LEFT, ids=ascii)
def test_a_name_that_cannot_print_points_to_the_address(name: str) -> None:
    pdf = certificate_pdf.render(facts(holder_name=name))
    assert_accessible(pdf)
    assert certificate_pdf.NAME_IS_ELSEWHERE in text_of(pdf)
    assert certificate_pdf.NAME_IS_LONGER not in text_of(pdf)
    assert URL in text_of(pdf)


def test_every_character_that_counts_as_printable_does_print() -> None:
    shapes = sorted(printable.coverage())
    visible = [shape for shape in shapes if unicodedata.category(shape)[0] in "LNPS"]
    marks = [f"a{shape}" for shape in shapes if unicodedata.category(shape).startswith("M")]
    assert len(visible) > 3000
    assert len(marks) > 100
    units = visible + marks
    for start in range(0, len(units), 55):
        # A letter in front of each: a vowel sign with nothing before it is not a name.
        name = "".join(units[start : start + 55])
        pdf = certificate_pdf.render(facts(holder_name=f"a{name}"))
        assert holder_in_title(pdf) == unicodedata.normalize("NFC", f"a{name}")


def test_a_wording_that_the_compiler_refuses_gives_way_to_a_plainer_one() -> None:
    best, latin, last = certificate_pdf._wordings(facts(holder_name="Łukasz Ελένη"))
    refused = dataclasses.replace(best, name="张伟")
    pdf = certificate_pdf._first_that_prints([refused, latin, last], FACTS)
    assert_accessible(pdf)
    assert "Łukasz" in text_of(pdf)
    assert "Ελένη" not in text_of(pdf)
    assert certificate_pdf.NAME_IS_LONGER in text_of(pdf)
    pdf = certificate_pdf._first_that_prints([refused, refused, last], FACTS)
    assert_accessible(pdf)
    assert certificate_pdf.NAME_IS_ELSEWHERE in text_of(pdf)
    assert certificate_pdf.COURSE_IS_ELSEWHERE in text_of(pdf)


def fonts_in(pdf: bytes) -> list[pypdf.generic.DictionaryObject]:
    return [font.get_object() for font in read(pdf).pages[0]["/Resources"]["/Font"].values()]
