"""Owns the certificate as a file: frozen facts in, one page of PDF/UA-1 and A-3a out, always the same bytes.

It must not know where the facts are stored, whether the certificate still stands, or what today's date is.
The compiler of the page is imported where it is used: it is large, and few processes draw.
"""

import dataclasses
import datetime
import functools
import json
import pathlib
import typing
from collections.abc import Iterable, Iterator

from lms.documents import printable, qr, stream_ends

if typing.TYPE_CHECKING:
    import typst

TEMPLATE = pathlib.Path(__file__).parent / "certificate.typ"

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

NAME_IS_LONGER = "The holder’s full name is shown at the address below."
NAME_IS_ELSEWHERE = "The holder named at the address below"
COURSE_IS_ELSEWHERE = "the course named at the address below"

LONGEST_NAME = 120
LONGEST_TITLE = 200
LONGEST_LINE = 120
MOST_EVIDENCE = 6


@dataclasses.dataclass(frozen=True, slots=True)
class CertificateFacts:
    """What was true when the certificate was issued, as it is to be printed."""

    number: str
    holder_name: str
    course_title: str
    course_version: str
    claim: str
    """The words between the name and the course, such as "has completed and shown understanding of"."""
    passed_on: datetime.date
    valid_until: datetime.date | None
    """The last valid day; None if the certificate does not expire."""
    percent: int | None
    minutes: int | None
    """Learning time."""
    organisation: str
    verify_url: str
    signatory: str
    evidence: tuple[str, ...]


def render(facts: CertificateFacts, *, credential: bytes | None = None) -> bytes:
    """The certificate as PDF/UA-1 and PDF/A-3a on one A4 page, landscape, with `credential` attached.

    Text prints as it is, never as markup. A name that the fonts cannot print is cut to what they can, with a
    sentence that says where to find the whole of it; no name makes this fail. Safe to call from several
    threads at once.

    Raises: ValueError if `verify_url` is too long for a QR code.
    Source: ADR 0012.
    """
    return _first_that_prints(_wordings(facts), facts, credential)


def picture(facts: CertificateFacts, *, ppi: int) -> bytes:
    """The same page as a PNG with `ppi` pixels an inch, for showing it where a PDF cannot be shown.

    Raises: ValueError as in `render`.
    """
    return _compile(next(_wordings(facts)), facts, ppi=ppi)


def in_words(day: datetime.date) -> str:
    """A day such as "22 November 2026", in English whatever the machine's locale is."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def duration(minutes: int) -> str:
    """Learning time such as "45 minutes" or "2 hours 10 minutes"."""
    hours, rest = divmod(minutes, 60)
    counts = [(hours, "hour"), (rest, "minute")]
    parts = [f"{count} {unit}" if count == 1 else f"{count} {unit}s" for count, unit in counts if count]
    return " ".join(parts) or "0 minutes"


@dataclasses.dataclass(frozen=True, slots=True)
class _Wording:
    """The text that goes into the template: printable, of bounded length, and already in words."""

    title: str
    year: int
    month: int
    day: int
    name: str
    note: str
    claim: str
    course: str
    version: str
    facts: tuple[tuple[str, str, str], ...]
    """Label, value, remark."""
    evidence: tuple[str, ...]
    organisation: str
    signatory: str
    number: str
    url: str
    qr_alt: str
    qr_border: float
    """The white border as a share of the code's width."""


def _wordings(facts: CertificateFacts) -> Iterator[_Wording]:
    """What to print, best first: everything the fonts have, Latin letters only, then no free text at all."""
    yield _wording(facts, lambda text, longest: printable.printable(text, longest=longest))
    yield _wording(facts, _latin)
    yield _wording(facts, lambda text, longest: printable.Printable("", complete=False))


def _first_that_prints(
    wordings: Iterable[_Wording], facts: CertificateFacts, credential: bytes | None = None
) -> bytes:
    import typst

    refused: Exception = ValueError("there are no words to print")
    for wording in wordings:
        try:
            return _compile(wording, facts, credential)
        except typst.TypstError as fault:
            # The character maps said that it would print, the shaping said no: take the plainer wording.
            refused = fault
    raise refused


class _Cut(typing.Protocol):
    def __call__(self, text: str, longest: int, /) -> printable.Printable: ...


def _latin(text: str, longest: int) -> printable.Printable:
    cut = printable.printable(text, longest=longest)
    plain = printable.latin_only(cut.text)
    return printable.Printable(plain.text, cut.complete and plain.complete)


def _wording(facts: CertificateFacts, cut: _Cut) -> _Wording:
    def line(text: str, longest: int = LONGEST_LINE, otherwise: str = "") -> str:
        shown = cut(text, longest)
        return printable.breakable(shown.text) if shown.readable else otherwise

    holder = cut(facts.holder_name, LONGEST_NAME)
    name = printable.breakable(holder.text) if holder.readable else NAME_IS_ELSEWHERE
    course = line(facts.course_title, LONGEST_TITLE, COURSE_IS_ELSEWHERE)
    evidence = tuple(shown for entry in facts.evidence if (shown := line(entry)))
    if len(evidence) > MOST_EVIDENCE:
        unlisted = len(evidence) - MOST_EVIDENCE + 1
        evidence = (*evidence[: MOST_EVIDENCE - 1], f"{unlisted} more, at the address below")
    return _Wording(
        title=f"Certificate: {name}, {course}".replace("\u200b", ""),
        year=facts.passed_on.year,
        month=facts.passed_on.month,
        day=facts.passed_on.day,
        name=name,
        note="" if holder.complete or not holder.readable else NAME_IS_LONGER,
        claim=line(facts.claim, otherwise="has completed"),
        course=course,
        version=line(facts.course_version, 40),
        facts=_facts(facts),
        evidence=evidence,
        organisation=line(facts.organisation),
        signatory=line(facts.signatory),
        # Both are ours and in ASCII: a number or an address that is cut would be worse than none.
        number=facts.number,
        url=facts.verify_url,
        qr_alt=f"QR code that opens {facts.verify_url}",
        qr_border=qr.border_share(facts.verify_url),
    )


def _facts(facts: CertificateFacts) -> tuple[tuple[str, str, str], ...]:
    rows = [("Passed on", in_words(facts.passed_on), "")]
    if facts.valid_until is None:
        rows.append(("Validity", "Does not expire", ""))
    else:
        rows.append(("Valid until", in_words(facts.valid_until), "(last valid day)"))
    if facts.percent is not None:
        rows.append(("Mark", f"{facts.percent}%", ""))
    if facts.minutes is not None:
        rows.append(("Learning time", duration(facts.minutes), ""))
    return tuple(rows)


@functools.cache
def _fonts() -> "typst.Fonts":
    """The committed fonts and no others, so that every machine writes the same bytes."""
    import typst

    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(printable.FONTS)]
    )


def _compile(
    wording: _Wording, facts: CertificateFacts, credential: bytes | None = None, *, ppi: int | None = None
) -> bytes:
    """The page as PDF/UA-1 and PDF/A-3a, or as a PNG if `ppi` is given."""
    import typst

    inputs = {
        "wording": json.dumps(dataclasses.asdict(wording), ensure_ascii=False),
        "qr": qr.svg(facts.verify_url, title=wording.qr_alt),
    }
    if credential is not None and ppi is None:
        inputs["credential"] = credential.decode()
    # A compiler keeps the inputs of its last call, so each call gets its own; only the fonts are shared.
    compiler = typst.Compiler(TEMPLATE, root=TEMPLATE.parent, font_paths=_fonts(), ignore_system_fonts=True)
    midnight = datetime.datetime.combine(facts.passed_on, datetime.time(), datetime.UTC)
    made = compiler.compile(
        format="pdf" if ppi is None else "png",
        ppi=ppi,
        pdf_standards=["ua-1", "a-3a"] if ppi is None else [],
        sys_inputs=inputs,
        timestamp=midnight,
    )
    # A cast because the compiler's type also covers several pages and output to a file.
    page = typing.cast(bytes, made)
    return stream_ends.made_clear(page) if ppi is None else page
