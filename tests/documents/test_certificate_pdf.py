"""The certificate as a file: accessible, honest about names, read by machines, the same bytes each time."""

import concurrent.futures
import dataclasses
import datetime
import hashlib
import io
import subprocess
import sys
import unicodedata

import page
import PIL.Image
import pypdf
import pytest
import zxingcpp

from lms.documents import certificate_pdf, printable

URL = "https://learning.exampleshire.gov.uk/certificates/7KQ2M-9XV4T-B3HRN-W8DPC"

FACTS = certificate_pdf.CertificateFacts(
    number="7KQ2M-9XV4T-B3HRN-W8DPC",
    holder_name="Siân Ŵyn-Pryce",
    course_title="Restorative practice",
    course_version="2026.1",
    claim="has completed the induction and shown understanding of",
    passed_on=datetime.date(2026, 11, 22),
    valid_until=datetime.date(2028, 11, 22),
    percent=92,
    minutes=200,
    organisation="Exampleshire Council",
    verify_url=URL,
    signatory="Morgan Ellis, Head of Children’s Services",
    evidence=("21 lessons read", "final quiz passed, pass mark 80%"),
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


def facts(**changes: object) -> certificate_pdf.CertificateFacts:
    return dataclasses.replace(FACTS, **changes)


def read(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf))


def text_of(pdf: bytes) -> str:
    extracted = "".join(sheet.extract_text() for sheet in read(pdf).pages)
    return " ".join(extracted.replace("\u200b", "").split())


def holder_in_title(pdf: bytes) -> str:
    title = read(pdf).metadata.title
    return title.removeprefix("Certificate: ").removesuffix(f", {FACTS.course_title}")


def assert_accessible(pdf: bytes) -> None:
    for profile in ("ua1", "3a"):
        report = page.validate_pdf_bytes(pdf, profile=profile)
        assert report.is_compliant, (profile, report.failures)
    assert len(read(pdf).pages) == 1


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


def test_the_facts_are_in_the_extracted_text() -> None:
    text = text_of(certificate_pdf.render(FACTS))
    for fact in (
        "Siân Ŵyn-Pryce",
        "has completed the induction and shown understanding of",
        "Restorative practice",
        "Course version 2026.1",
        "Passed on 22 November 2026",
        "Valid until 22 November 2028 (last valid day)",
        "Mark 92%",
        "Learning time 3 hours 20 minutes",
        "Evidence: 21 lessons read; final quiz passed, pass mark 80%.",
        "Morgan Ellis, Head of Children’s Services",
        "for Exampleshire Council",
        "Number 7KQ2M-9XV4T-B3HRN-W8DPC",
        f"Check this certificate at {URL}",
    ):
        assert fact in text


def test_facts_that_do_not_exist_leave_no_empty_label() -> None:
    pdf = certificate_pdf.render(
        facts(valid_until=None, percent=None, minutes=None, evidence=(), course_version="")
    )
    assert_accessible(pdf)
    text = text_of(pdf)
    assert "Does not expire" in text
    for label in ("Valid until", "Mark", "Learning time", "Evidence", "Course version"):
        assert label not in text


def test_the_other_texts_are_cut_to_what_prints_as_well() -> None:
    pdf = certificate_pdf.render(
        facts(
            course_title="修復 😀",
            organisation="山",
            signatory="",
            claim="😀",
            evidence=("😀", "read 😀 all"),
        )
    )
    assert_accessible(pdf)
    text = text_of(pdf)
    assert certificate_pdf.COURSE_IS_ELSEWHERE in text
    assert "has completed" in text
    assert "Evidence: read all." in text


@pytest.mark.parametrize("filling", ["W", "word ", "i", "ŵ-"])
def test_very_long_texts_stay_on_one_page_and_inside_the_margins(filling: str) -> None:
    endless = filling * 300
    crowded = facts(
        holder_name=endless,
        course_title=endless,
        course_version=endless,
        claim=endless,
        organisation=endless,
        signatory=endless,
        evidence=(endless,) * 9,
        minutes=12_345,
        percent=100,
    )
    pdf = certificate_pdf.render(crowded)
    assert_accessible(pdf)
    assert URL in text_of(pdf)
    assert "4 more, at the address below" in text_of(pdf)
    picture = PIL.Image.open(io.BytesIO(certificate_pdf.picture(crowded, ppi=50))).convert("L")
    width, height = picture.size
    margin = 20
    for edge in (
        (0, 0, margin, height),
        (width - margin, 0, width, height),
        (0, height - margin, width, height),
    ):
        assert picture.crop(edge).getextrema() == (255, 255)


def test_the_qr_code_on_the_page_reads_at_100_dots_an_inch_and_in_grey() -> None:
    picture = PIL.Image.open(io.BytesIO(certificate_pdf.picture(FACTS, ppi=100)))
    assert picture.size == (1169, 827)
    found = zxingcpp.read_barcodes(picture.convert("L"))
    assert [(code.text, code.format) for code in found] == [(URL, zxingcpp.BarcodeFormat.QRCode)]


def test_the_address_is_a_link_and_the_code_has_a_description() -> None:
    pdf = certificate_pdf.render(FACTS)
    links = [note.get_object() for note in read(pdf).pages[0]["/Annots"]]
    assert {link["/A"]["/URI"] for link in links} == {URL}
    figures = [element for element in structure(pdf) if element["/S"] == "/Figure"]
    assert [figure["/Alt"] for figure in figures] == [f"QR code that opens {URL}"]
    assert [element["/S"] for element in structure(pdf)].count("/H1") == 1


def test_the_same_facts_give_the_same_bytes_in_another_process_too() -> None:
    here = certificate_pdf.render(FACTS)
    assert certificate_pdf.render(facts(holder_name="Somebody else")) != here
    assert certificate_pdf.render(FACTS) == here
    program = (
        "import datetime, hashlib\n"
        "from lms.documents import certificate_pdf\n"
        f"facts = certificate_pdf.{FACTS!r}\n"
        "print(hashlib.sha256(certificate_pdf.render(facts)).hexdigest())"
    )
    there = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert there.stdout.strip() == hashlib.sha256(here).hexdigest()


def test_the_file_is_dated_on_the_day_of_passing() -> None:
    assert read(certificate_pdf.render(FACTS)).metadata.creation_date.date() == FACTS.passed_on


def test_several_threads_get_each_their_own_certificate() -> None:
    names = [f"Person {number}" for number in range(40)]
    with concurrent.futures.ThreadPoolExecutor(8) as threads:
        files = list(threads.map(lambda name: certificate_pdf.render(facts(holder_name=name)), names))
    assert [holder_in_title(pdf) for pdf in files] == names


def test_an_address_too_long_for_a_qr_code_is_refused() -> None:
    with pytest.raises(ValueError, match="data"):
        certificate_pdf.render(facts(verify_url="https://example.org/" + "x" * 2000))


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "0 minutes"),
        (1, "1 minute"),
        (45, "45 minutes"),
        (60, "1 hour"),
        (61, "1 hour 1 minute"),
        (130, "2 hours 10 minutes"),
    ],
)
def test_learning_time_is_in_words(minutes: int, words: str) -> None:
    assert certificate_pdf.duration(minutes) == words


def test_days_are_in_words() -> None:
    assert certificate_pdf.in_words(datetime.date(2026, 1, 1)) == "1 January 2026"
    assert certificate_pdf.in_words(datetime.date(2028, 12, 31)) == "31 December 2028"


def test_the_floor_reaches_for_no_web_and_no_database() -> None:
    program = (
        "import sys\n"
        "from lms.documents import certificate_pdf, printable, qr\n"
        "print(*sorted({name.split('.')[0] for name in sys.modules} & "
        "{'flask', 'sqlalchemy', 'werkzeug', 'jinja2', 'requests', 'urllib3'}))\n"
        "print(*sorted(name for name in sys.modules if name.startswith('lms.') and "
        "not name.startswith(('lms.documents', 'lms.domain'))))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def fonts_in(pdf: bytes) -> list[pypdf.generic.DictionaryObject]:
    return [font.get_object() for font in read(pdf).pages[0]["/Resources"]["/Font"].values()]


def structure(pdf: bytes) -> list[pypdf.generic.DictionaryObject]:
    """Every element of the structure tree, in reading order."""
    found: list[pypdf.generic.DictionaryObject] = []

    def walk(node: object) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for child in node:
                walk(child)
        elif isinstance(node, dict):
            if "/S" in node:
                found.append(node)
            if "/K" in node:
                walk(node["/K"])

    walk(read(pdf).trailer["/Root"]["/StructTreeRoot"])
    return found


def test_with_a_credential_inside_it_is_still_accessible_and_archivable() -> None:
    credential = '{"id":"x","name":"Siân 🎓 #import"}'.encode()
    pdf = certificate_pdf.render(FACTS, credential=credential)
    assert_accessible(pdf)
    assert pdf == certificate_pdf.render(FACTS, credential=credential)
    (attachment,) = read(pdf).attachment_list
    assert (attachment.name, attachment.content) == ("credential.json", credential)
