"""The certificate as a file: accessible, read by machines, the same bytes each time."""

import concurrent.futures
import datetime
import hashlib
import io
import subprocess
import sys

import PIL.Image
import pypdf
import pytest
import zxingcpp

from lms.documents import certificate_pdf
from tests.support.certificate_files import (
    FACTS,
    URL,
    assert_accessible,
    facts,
    holder_in_title,
    read,
    text_of,
)


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
