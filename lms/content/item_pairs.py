"""A table of two columns becomes a matching item.

It must not know labels that every kind has, nor in which file the question stands.
"""

from __future__ import annotations

from collections.abc import Sequence

from lms.content import item_details, item_lines
from lms.content.item_details import Details
from lms.content.item_lines import RawItem, RawRow, is_separator
from lms.content.problems import Report
from lms.domain.quizzes import Item, Matching, Pair


def read(report: Report, raw: RawItem, details: Details) -> Item | None:
    """The item that a table makes; None if it is no table of pairs."""
    item_details.only_marking(report, raw, "each row")
    before = len(report.found)
    if raw.rows and not any(is_separator(row) for row in raw.rows):
        message = "This table has no line of hyphens, so we cannot tell its first row from its pairs."
        first = raw.rows[0]
        report.add("Q321", first.line, message, "Put `| --- | --- |` under the first row.", first.column)
        return None
    rows = _table(raw.rows)
    wide = next((row for row in rows if len(row.cells) != 2), None)
    if wide is not None:
        message = f"A matching table has two columns. This row has {len(wide.cells)}."
        report.add("Q321", wide.line, message, "Put one word and one meaning in each row.", wide.column)
        return None
    pairs: list[Pair] = []
    spares: list[str] = []
    lefts: set[str] = set()
    rights: set[str] = set()
    for row in rows:
        left, right = row.cells
        if not right:
            if left:
                fix = "Write the answer or delete the line."
                report.add("Q311", row.line, "This answer is empty.", fix, row.column)
            continue
        if item_lines.same(right) in rights:
            message = (
                f'"{item_lines.short(right)}" appears twice on the right, so two answers would be correct.'
            )
            report.add("Q322", row.line, message, "Change one, or merge the rows.", row.column)
        if left and item_lines.same(left) in lefts:
            message = f'Two answers say the same: "{item_lines.short(left)}".'
            report.add("Q309", row.line, message, "Change or delete one.", row.column)
        rights.add(item_lines.same(right))
        lefts.add(item_lines.same(left))
        if left:
            pairs.append(Pair(left, right))
        else:
            spares.append(right)
    if len(pairs) < 2 and len(report.found) == before:
        fix = "Add a row to the table."
        report.add(
            "Q321", raw.heading.line, "Matching needs at least two complete pairs.", fix, raw.heading.column
        )
    return Matching(id=details.id, text=details.text, pairs=tuple(pairs), spares=tuple(spares))


def _table(rows: Sequence[RawRow]) -> list[RawRow]:
    """The rows of answers: what stands above the line of hyphens is the head of the table."""
    line = next((index for index, row in enumerate(rows) if is_separator(row)), None)
    return list(rows if line is None else rows[line + 1 :])
