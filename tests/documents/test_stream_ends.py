"""The ends of a PDF's streams: a last byte that looks like a line end is not taken for one."""

import re

from lms.documents import certificate_pdf, stream_ends
from tests.support import certificate_files

# Its font, cut to these letters, is packed into bytes that end in a carriage return.
ENDS_IN_A_RETURN = "X Æ A-12"


def test_a_stream_that_ends_in_a_carriage_return_keeps_its_length_for_every_reader() -> None:
    pdf = certificate_pdf.render(certificate_files.facts(holder_name=ENDS_IN_A_RETURN))
    assert pdf.count(b"\r\r\nendstream") == 1
    certificate_files.assert_accessible(pdf)


def test_every_offset_still_leads_to_its_object() -> None:
    pdf = certificate_pdf.render(certificate_files.facts(holder_name=ENDS_IN_A_RETURN))
    table = int(pdf.split(b"startxref\n")[1].split()[0])
    assert pdf[table:].startswith(b"xref\n")
    offsets = re.findall(rb"(\d{10}) 00000 n\r\n", pdf[table:])
    assert len(offsets) > 50
    for number, offset in enumerate(offsets, 1):
        assert pdf[int(offset) :].startswith(b"%d 0 obj\n" % number)


def test_a_file_without_such_a_stream_comes_back_as_it_is() -> None:
    pdf = b"%PDF-1.7\n1 0 obj\nstream\nab\nendstream\nendobj\nxref\n0 2\nstartxref\n42\n%%EOF"
    assert stream_ends.made_clear(pdf) is pdf
