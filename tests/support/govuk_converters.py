"""From the options of GOV.UK's fixtures to the arguments of our macros, one converter for each component."""

from collections.abc import Callable
from typing import Any

from tests.support.govuk_fields import (
    button,
    choices,
    fieldset,
    given,
    input_field,
    looks,
    select,
    textarea,
    words_and,
)
from tests.support.govuk_options import Options


def link_with(default_text: str | None, default_href: str) -> Callable[[Options], dict[str, Any]]:
    def convert(o: Options) -> dict[str, Any]:
        return {"text": o.words() or default_text, "href": o.take("href") or default_href, **looks(o)}

    return convert


def error_summary(o: Options) -> dict[str, Any]:
    errors = [(error.take("href"), error.words()) for error in o.each("errorList")]
    return {"title": o.words("titleText", "titleHtml"), "errors": errors, **looks(o)}


def details(o: Options) -> dict[str, Any]:
    return {
        "summary": o.words("summaryText", "summaryHtml"),
        "text": o.words(),
        **looks(o),
        **given(o, open="open", id="id"),
    }


def breadcrumbs(o: Options) -> dict[str, Any]:
    items = [(item.words(), item.take("href")) for item in o.each("items")]
    return {"items": items, **looks(o), **given(o, collapse_on_mobile="collapseOnMobile", label="labelText")}


def notification_banner(o: Options) -> dict[str, Any]:
    text, html = o.take("text", ""), o.take("html")
    return {
        "text": text,
        "caller": html,
        "title": o.words("titleText", "titleHtml"),
        **looks(o),
        **given(o, type="type", title_id="titleId", role="role"),
    }


def panel(o: Options) -> dict[str, Any]:
    if "govuk-panel--interruption" in o.raw.get("classes", ""):
        o.refuse("classes: govuk-panel--interruption")
    return {
        "title": o.words("titleText", "titleHtml"),
        "text": o.words() or "",
        **looks(o),
        **given(o, heading_level="headingLevel"),
    }


def summary_list(o: Options) -> dict[str, Any]:
    rows = []
    for row in o.each("rows"):
        if not row.raw:
            continue
        made: tuple[Any, ...] = (row.sub("key").words(), row.sub("value").words())
        actions = row.sub("actions").each("items") if "actions" in row else []
        if len(actions) > 1:
            o.refuse("rows[].actions.items (several)")
        for action in actions:
            made = (*made, action.words(), action.take("href"))
            if "visuallyHiddenText" in action:
                made = (*made, action.take("visuallyHiddenText"))
        rows.append(made)
    return {"rows": rows, **looks(o)}


def cell(o: Options) -> dict[str, Any]:
    return {"text": o.words(), **given(o, format="format", classes="classes")}


def table(o: Options) -> dict[str, Any]:
    head = [cell(item) for item in o.each("head")]
    rows = [[cell(item) for item in row] for row in o.cells("rows")]
    return {
        "caption": o.take("caption"),
        "head": head,
        "rows": rows,
        **looks(o),
        **given(o, caption_classes="captionClasses", first_cell_is_header="firstCellIsHeader"),
    }


def task_list(o: Options) -> dict[str, Any]:
    items = []
    for item in o.each("items"):
        if not item.raw:
            continue
        made: dict[str, Any] = {
            "title": item.sub("title").words(),
            **given(item, href="href", classes="classes"),
        }
        if "hint" in item:
            made["hint"] = item.sub("hint").words()
        status = item.sub("status")
        made["status_text"] = status.words()
        made.update(given(status, status_classes="classes"))
        if "tag" in status:
            tag = status.sub("tag")
            made["status_text"] = tag.words()
            made["tag_classes"] = tag.take("classes", "")
        items.append(made)
    return {"items": items, **looks(o), **given(o, id_prefix="idPrefix")}


def service_navigation(o: Options) -> dict[str, Any]:
    entries = o.take("navigation") or []
    collapse = o.take("collapseNavigationOnMobile", len([entry for entry in entries if entry]) > 1)
    if collapse:
        o.refuse("collapseNavigationOnMobile")
    items = []
    for item in o.each("navigation"):
        if item.raw and "href" not in item:
            o.refuse("navigation[].href (missing)")
        items.append(given(item, text="text", href="href", current="current", active="active"))
    return {"name": o.take("serviceName"), "url": o.take("serviceUrl"), "items": items, **looks(o)}


def pagination(o: Options) -> dict[str, Any]:
    if "items" in o:
        o.take("items")
        o.refuse("items (pages)")
    made: dict[str, Any] = {**looks(o), **given(o, label="landmarkLabel")}
    for side in ("previous", "next"):
        if side not in o:
            continue
        link = o.sub(side)
        made[f"{side}_href"] = link.take("href")
        made[f"{side}_text"] = link.words()
        made[f"{side}_label"] = link.take("labelText")
    return made


CONVERTERS: dict[str, Callable[[Options], dict[str, Any]]] = {
    "back_link": link_with("Back", "#"),
    "breadcrumbs": breadcrumbs,
    "button": button,
    "checkboxes": choices,
    "details": details,
    "error_message": words_and(id="id"),
    "error_summary": error_summary,
    "fieldset": fieldset,
    "input": input_field,
    "inset_text": words_and(id="id"),
    "notification_banner": notification_banner,
    "pagination": pagination,
    "panel": panel,
    "radios": choices,
    "select": select,
    "service_navigation": service_navigation,
    "skip_link": link_with(None, "#content"),
    "summary_list": summary_list,
    "table": table,
    "tag": words_and(),
    "task_list": task_list,
    "textarea": textarea,
    "warning_text": words_and(icon_fallback="iconFallbackText"),
}
