"""A picture drawn smaller by the typesetter, as PNG.

It must not know where pictures are kept or shown, nor what is too large.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

ENDINGS = (".png", ".jpg", ".jpeg", ".webp", ".gif")
# What stands before each picture of a GIF that moves; drawn, only the first would be left.
_FRAME = b"\x21\xf9\x04"
# Twice the width of a page's column, and less where that is still too much.
_WIDTHS = (1600, 1200, 900, 600)
_MOST_PIXELS = 36_000_000


def shrunk(data: bytes, ending: str, size: tuple[int, int], most: int) -> bytes | None:
    """A PNG of at most `most` bytes, as wide as that allows; None if there is none, or these are no picture.

    `size` is the picture's own in pixels; it is never drawn larger.
    """
    width, height = size
    if ending not in ENDINGS or not 0 < width * height <= _MOST_PIXELS:
        return None
    if ending == ".gif" and data.count(_FRAME) > 1:
        return None
    with TemporaryDirectory(prefix="lms-picture-") as folder:
        (Path(folder) / f"picture{ending}").write_bytes(data)
        for wide in (one for one in _WIDTHS if one < width):
            drawn = _drawn(Path(folder), ending, wide, max(1, round(height * wide / width)))
            if drawn is None or len(drawn) <= most:
                return drawn
    return None


def _drawn(folder: Path, ending: str, width: int, height: int) -> bytes | None:
    # Some tenths of a second to import, and few ever need it.
    import typst

    page = folder / "page.typ"
    page.write_text(
        f"#set page(width: {width}pt, height: {height}pt, margin: 0pt, fill: none)\n"
        f'#image("picture{ending}", width: 100%, height: 100%)\n'
    )
    try:
        made = typst.compile(page, root=folder, format="png", ppi=72, ignore_system_fonts=True)
    except typst.TypstError:
        return None
    return made if isinstance(made, bytes) else None
