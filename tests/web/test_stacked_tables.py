"""A table that stacks on a phone: each cell says its column, and the roles keep it a table."""

from tests.support.html_trees import tree
from tests.web.test_components import render


def test_a_stacked_table_keeps_its_roles_and_each_cell_says_its_column() -> None:
    drawn = render(
        "table",
        {
            "caption": "People",
            "head": ["Name", {"text": "Marks", "format": "numeric"}, {"text": "What to do", "bare": True}],
            "rows": [["Ann <Li>", {"text": 3, "format": "numeric"}, "Look"]],
            "first_cell_is_header": True,
            "stacked": True,
        },
    )
    expected = """
<table class="govuk-table stacked" role="table">
<caption class="govuk-table__caption">People</caption>
<thead class="govuk-table__head" role="rowgroup"><tr class="govuk-table__row" role="row">
<th scope="col" class="govuk-table__header" role="columnheader">Name</th>
<th scope="col" class="govuk-table__header govuk-table__header--numeric" role="columnheader">Marks</th>
<th scope="col" class="govuk-table__header" role="columnheader">What to do</th>
</tr></thead>
<tbody class="govuk-table__body" role="rowgroup"><tr class="govuk-table__row" role="row">
<th scope="row" class="govuk-table__header" role="rowheader">Ann &lt;Li&gt;</th>
<td class="govuk-table__cell govuk-table__cell--numeric" role="cell" data-head="Marks">3</td>
<td class="govuk-table__cell" role="cell">Look</td>
</tr></tbody>
</table>"""
    assert tree(drawn) == tree(expected)
