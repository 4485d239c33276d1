"""A quiz as a QTI package, edition 2.1 or 3.0, and beforehand what that leaves out.

The same quiz always gives the same bytes. It must not know how an item is marked: `qti_items.py` does.
"""

from __future__ import annotations

import io
import zipfile
from html import escape

from lms.content.exchange import decimals, keeping, markdown_html, qti_items
from lms.content.exchange import qti_scoring as scoring
from lms.content.exchange.qti_xml import Edition, Element, Markup, document, element
from lms.content.exchange.report import Loss
from lms.domain.quizzes import GapFill, Item, Number, Ordering, OrderMarking, Quiz, ShortText, fits

_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
_LOM = "http://ltsc.ieee.org/xsd/LOM"
_TEST = "TEST"


def losses(quiz: Quiz) -> tuple[Loss, ...]:
    """Everything that a QTI package of this quiz leaves out, before it is written."""
    found = [Loss(None, "The pass mark, the attempts and when answers are shown are left out.")]
    if any(sum(fits(line, item) for line in quiz.pick) > 1 for item in quiz.items):
        found.append(Loss(None, "A question that fits several draws stands in the first alone."))
    for item in quiz.items:
        if _cannot(item):
            found.append(keeping.left_out(item, "This number cannot be written as a decimal."))
            continue
        found += keeping.pictures_lost(item)
        if item.hint:
            found.append(keeping.lost(item, "The hint is left out."))
        if item.retired_on is not None:
            found.append(keeping.lost(item, "The question is no longer marked as retired."))
        if any(option.if_missed for option in keeping.options_of(item)):
            found.append(keeping.lost(item, keeping.IF_MISSED))
        if isinstance(item, Ordering) and item.marking is OrderMarking.NEIGHBOURS:
            found.append(keeping.lost(item, "Each step in its right place counts, and not next-to pairs."))
        if isinstance(item, ShortText) or (
            isinstance(item, GapFill) and any(not gap.choices for gap in item.gaps)
        ):
            found.append(keeping.lost(item, "Accents, and stops at the end, count in the words to type."))
        if quiz.pick and not any(fits(line, item) for line in quiz.pick):
            found.append(keeping.lost(item, "No draw asks for it: it is in the package but not in the test."))
    return tuple(found)


def _cannot(item: Item) -> bool:
    return isinstance(item, Number) and None in (decimals.show(item.low), decimals.show(item.high))


def write(quiz: Quiz, edition: Edition) -> bytes:
    """The package as a zip file: the manifest, the test and one file for each item."""
    named = _named([item for item in quiz.items if not _cannot(item)])
    files = {"test.xml": document(_test(quiz, named), edition)}
    for name, item in named:
        root = qti_items.item_element(item, name, edition, shuffle=quiz.shuffle_options)
        files[f"items/{name}.xml"] = document(root, edition)
    files = {"imsmanifest.xml": _manifest(named, edition), **files}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for path, text in files.items():
            entry = zipfile.ZipInfo(path, _LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            package.writestr(entry, text.encode("utf-8"))
    return out.getvalue()


def _named(items: list[Item]) -> list[tuple[str, Item]]:
    """Each item with an identifier of letters and digits that no other has."""
    named: list[tuple[str, Item]] = []
    taken: set[str] = set()
    for item in items:
        base = "Q" + "".join(one for one in item.id if one.isascii() and one.isalnum())
        name, count = base, 1
        while name in taken:
            count += 1
            name = f"{base}X{count}"
        taken.add(name)
        named.append((name, item))
    return named


def _test(quiz: Quiz, named: list[tuple[str, Item]]) -> Element:
    sections: list[Element] = []
    rest = named
    if not quiz.pick:
        sections.append(_section(quiz, 1, "", rest, None))
    for number, line in enumerate(quiz.pick, start=1):
        mine = [one for one in rest if fits(line, one[1])]
        rest = [one for one in rest if not fits(line, one[1])]
        count = None if line.count is None else min(line.count, len(mine))
        sections.append(_section(quiz, number, ", ".join(line.tags), mine, count))
    total = element("sum", element("testVariables", variableIdentifier="SCORE", weightIdentifier="WEIGHT"))
    return element(
        "assessmentTest",
        scoring.outcome(scoring.SCORE, "float"),
        element(
            "testPart",
            *sections,
            identifier="PART",
            navigationMode="nonlinear",
            submissionMode="simultaneous",
        ),
        element("outcomeProcessing", scoring.set_to(scoring.SCORE, total)),
        identifier=_TEST,
        title=quiz.title,
    )


def _section(
    quiz: Quiz, number: int, title: str, named: list[tuple[str, Item]], count: int | None
) -> Element:
    rules: list[Element] = []
    if count:
        rules.append(element("selection", select=str(count)))
    rules.append(element("ordering", shuffle="true" if quiz.shuffle_questions else "false"))
    if number == 1 and quiz.intro:
        rules.append(element("rubricBlock", Markup(markdown_html.to_html(quiz.intro)), view="candidate"))
    references = [
        element(
            "assessmentItemRef",
            element("weight", identifier="WEIGHT", value=str(item.marks)),
            identifier=name,
            href=f"items/{name}.xml",
        )
        for name, item in named
    ]
    return element(
        "assessmentSection",
        *rules,
        *references,
        identifier=f"SECTION{number}",
        title=title or quiz.title,
        visible="true",
    )


def _manifest(named: list[tuple[str, Item]], edition: Edition) -> str:
    names = edition.value
    needs = "".join(f'<dependency identifierref="{name}"/>' for name, _ in named)
    resources = [
        f'<resource identifier="{_TEST}" type="imsqti_test_{names.resource}" href="test.xml">'
        f'<file href="test.xml"/>{needs}</resource>'
    ]
    resources += [
        f'<resource identifier="{name}" type="imsqti_item_{names.resource}" href="items/{name}.xml">'
        f'{_metadata(item)}<file href="items/{name}.xml"/></resource>'
        for name, item in named
    ]
    about = (
        f'xmlns="{names.package}" xmlns:xsi="{_INSTANCE}" '
        f'xsi:schemaLocation="{names.package} {names.package_schema}" identifier="MANIFEST"'
    )
    schema = f"<schema>{names.kind}</schema><schemaversion>{names.schema_version}</schemaversion>"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<manifest {about}>\n<metadata>{schema}</metadata>\n'
        f"<organizations/>\n<resources>\n{chr(10).join(resources)}\n</resources>\n</manifest>\n"
    )


def _metadata(item: Item) -> str:
    """Tags, difficulty and objective in the manifest's own vocabulary for learning objects."""
    keywords = "".join(f"<keyword><string>{escape(tag, quote=False)}</string></keyword>" for tag in item.tags)
    parts = f"<general>{keywords}</general>" if keywords else ""
    if item.difficulty is not None:
        level = item.difficulty.replace("hard", "difficult")
        parts += (
            "<educational><difficulty><source>LOMv1.0</source>"
            f"<value>{level}</value></difficulty></educational>"
        )
    if item.objective:
        parts += (
            "<classification><purpose><source>LOMv1.0</source><value>educational objective</value></purpose>"
            f"<description><string>{escape(item.objective, quote=False)}</string></description>"
            "</classification>"
        )
    return f'<metadata><lom xmlns="{_LOM}">{parts}</lom></metadata>' if parts else ""
