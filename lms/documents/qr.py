"""Owns QR codes: an address in, the squares or an inline SVG out.

It must not know what the address leads to, nor on which page or paper the code is shown.
"""

import functools
import html

QUIET_BORDER = 4
"""Empty modules on each side; readers need four to find the code."""


MASK = 2
"""One of the eight patterns that break up large fields of one colour. A reader is told which, and takes any;
trying all eight, as the standard has encoders do, cost a third of the time of a certificate. Of the eight
this one comes out best over addresses of certificates."""


@functools.lru_cache(maxsize=64)
def modules(text: str) -> tuple[tuple[bool, ...], ...]:
    """The square of modules without its border, row by row; True is dark.

    Error correction is level Q: about a quarter of the code may be stained or folded away.

    Raises: ValueError if `text` is longer than a QR code holds (1,663 bytes at this level).
    """
    # Loaded when the first code is drawn: most processes never draw one, and it takes a while.
    import segno

    code = segno.make(text, error="q", micro=False, boost_error=False, mask=MASK)
    return tuple(tuple(bool(module) for module in row) for row in code.matrix)


def border_share(text: str) -> float:
    """The white border on one side as a share of the width of `svg`.

    Raises: ValueError as in `modules`.
    """
    return QUIET_BORDER / (len(modules(text)) + 2 * QUIET_BORDER)


def svg(text: str, *, title: str) -> str:
    """An inline SVG of the code for `text`, named `title` for people who do not see it.

    It carries no style attribute and no script, so it passes a content security policy without exceptions.
    One unit of the view box is one module; the size on the page is the style sheet's business (class `qr`).

    Raises: ValueError as in `modules`.
    """
    square = modules(text)
    side = len(square) + 2 * QUIET_BORDER
    name = html.escape("".join(letter for letter in title if letter.isprintable()))
    # The light square is drawn too, so that the code can be read on a dark page.
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="qr" role="img" aria-label="{name}" '
        f'viewBox="0 0 {side} {side}" '
        f'width="{side * 4}" height="{side * 4}" shape-rendering="crispEdges">'
        f"<title>{name}</title>"
        f'<rect class="qr-light" width="{side}" height="{side}" fill="#ffffff"/>'
        f'<path class="qr-dark" fill="#000000" d="{_outline(square)}"/></svg>'
    )


def _outline(square: tuple[tuple[bool, ...], ...]) -> str:
    """One path: a bar for each run of dark modules in a row, shorter than a square for each module."""
    bars: list[str] = []
    for y, row in enumerate(square, QUIET_BORDER):
        start: int | None = None
        for x, dark in enumerate((*row, False), QUIET_BORDER):
            if dark and start is None:
                start = x
            elif not dark and start is not None:
                bars.append(f"M{start} {y}h{x - start}v1h{start - x}z")
                start = None
    return "".join(bars)
