"""QR codes: a reader finds the address, and the SVG is fit to stand in a page."""

import html
import io
import re

import PIL.Image
import pytest
import typst
import zxingcpp

from lms.documents import qr

URL = "https://learning.exampleshire.gov.uk/certificates/7KQ2M-9XV4T-B3HRN-W8DPC"


def title_of(svg: str) -> str:
    (title,) = re.findall(r"<title>([^<>]*)</title>", svg)
    return html.unescape(title)


def picture_of(svg: str) -> PIL.Image.Image:
    page = (
        "#set page(width: auto, height: auto, margin: 0pt)\n"
        '#image(bytes(sys.inputs.svg), format: "svg", width: 40mm)'
    )
    png = typst.compile(page.encode(), format="png", ppi=150, sys_inputs={"svg": svg})
    return PIL.Image.open(io.BytesIO(png)).convert("L")


@pytest.mark.parametrize(
    "text", [URL, "A", "https://dysgu.cyngor.cymru/tystysgrif/ŵŷ", "https://x.example/" + "y" * 300]
)
def test_a_reader_finds_the_text_in_the_svg(text: str) -> None:
    (code,) = zxingcpp.read_barcodes(picture_of(qr.svg(text, title="Certificate")))
    assert code.text == text
    assert code.ec_level == "Q"


def test_the_svg_names_itself_and_carries_no_style() -> None:
    svg = qr.svg(URL, title="QR code that opens this page")
    assert svg.startswith("<svg ")
    assert 'role="img"' in svg
    assert title_of(svg) == "QR code that opens this page"
    assert "style" not in svg


def test_the_title_is_text_and_never_markup() -> None:
    svg = qr.svg(URL, title="</title><script>\x00&\"'")
    assert "<script>" not in svg
    assert title_of(svg) == "</title><script>&\"'"
    (code,) = zxingcpp.read_barcodes(picture_of(svg))
    assert code.text == URL


def test_four_empty_modules_stand_on_each_side() -> None:
    svg = qr.svg(URL, title="Certificate")
    side = len(qr.modules(URL)) + 8
    assert f'viewBox="0 0 {side} {side}"' in svg
    bars = [tuple(map(int, bar)) for bar in re.findall(r"M(\d+) (\d+)h(\d+)v1", svg)]
    assert min(x for x, _, _ in bars) == min(y for _, y, _ in bars) == 4
    assert max(x + wide for x, _, wide in bars) == max(y + 1 for _, y, _ in bars) == side - 4
    assert sum(wide for _, _, wide in bars) == sum(map(sum, qr.modules(URL)))
    assert qr.border_share(URL) == 4 / side


def test_the_modules_form_a_square_with_three_finders() -> None:
    square = qr.modules(URL)
    assert {len(row) for row in square} == {len(square)}
    assert square[0][:7] == square[0][-7:] == square[-1][:7] == (True,) * 7


def test_a_text_that_is_too_long_is_refused() -> None:
    with pytest.raises(ValueError, match="data"):
        qr.svg("x" * 2000, title="Certificate")
