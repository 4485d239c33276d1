"""Owns the editor: a text with its preview and its problems, saving it, and what happens when two people did.

It must not know how a page is drawn or a draft is kept.
"""

from __future__ import annotations

import secrets
from urllib.parse import quote

from flask import Blueprint, Response, jsonify, request

from lms.content import folder, reading, tidy
from lms.content.problems import Problem
from lms.domain import errors
from lms.domain.permissions import Action
from lms.extensions import db
from lms.queries import history, releases
from lms.queries.releases import FileText
from lms.services import drafts
from lms.web import access, clock, headers, rendering
from lms.web.author import differences, limits, listing, previewing, repairs, shelves
from lms.web.author.limits import Turns
from lms.web.author.previewing import Look

blueprint = Blueprint("editor", __name__, url_prefix="/author")

_turns = Turns()


def address(path: str) -> str:
    """Where a file is edited."""
    return f"/author/edit/{quote(path)}"


@blueprint.get("/edit/<path:path>")
@access.requires(Action.WRITE_CONTENT)
def edit(path: str) -> Response:
    """A file as it is being worked on, with its preview and its problems."""
    session = db.session()
    if any(line.path == path and line.digest is None for line in releases.drafts(session)):
        # There is nothing to edit; the publish page offers to take the removal back.
        return rendering.see_other("/author/publish")
    found = releases.read_file(session, shelves.shelf(), shelves.text_path(path))
    arrived = next((word for word in ("saved", "imported") if request.args.get(word)), "")
    return _page(found, found.text, notice=arrived)


@blueprint.post("/edit/<path:path>")
@access.requires(Action.WRITE_CONTENT)
def save(path: str) -> Response:
    """Save; or, with `do`, only look again or put one problem right. Nothing typed is ever lost.

    Raises: MalformedResponse without the fields of the form.
    """
    text, base, onto = _sent()
    do = request.form.get("do", "save")
    session = db.session()
    if do != "save":
        found = releases.read_file(session, shelves.shelf(), shelves.text_path(path))
        if do.startswith("repair-"):
            mended = _repaired(path, text, do)
            notice = "looked" if mended == text else "repaired"
            return _page(found, mended, base=base, onto=onto, notice=notice)
        return _page(found, text, base=base, onto=onto, notice="looked")
    try:
        drafts.save_draft(
            session,
            shelves.shelf(),
            path=shelves.text_path(path),
            # What people are promised beside a question without an id.
            text=tidy.with_ids(text, reading.kind_of(path) or ""),
            base_digest=base or None,
            onto=onto or None,
            author_id=access.viewer().person_id,
            now=clock.now(),
        )
    except errors.StaleDraft as stale:
        return conflict(path, stale, base=stale.digest or "", onto=onto)
    return rendering.see_other(f"{address(path)}?saved=1")


@blueprint.post("/preview")
@access.requires(Action.WRITE_CONTENT)
def preview() -> Response:
    """HTML and problems of a text in one answer, so that they never disagree.

    Raises: MalformedResponse, TooMuchText, StillDrawing, TookTooLongToDraw.
    """
    body = request.get_json(silent=True)
    match body:
        case {"path": str(path), "text": str(text)}:
            look = _look(shelves.text_path(path), text)
        case _:
            raise errors.MalformedResponse("", "not the JSON that we take")
    return jsonify(
        html=rendering.text("author/preview.html", preview=look.preview),
        list=rendering.text(
            "author/problem_list.html", problems=look.problems, repairable=repairs.can_repair
        ),
        counts=_words(look.problems),
        problems=[_plain(problem) for problem in look.problems],
    )


def conflict(path: str, stale: errors.StaleDraft, *, base: str, onto: str) -> Response:
    """Both versions side by side, with every way to go on; a save from here sends `base` and `onto`."""
    return rendering.page(
        "author/conflict.html",
        status=409,
        path=path,
        address=address(path),
        mine=stale.mine,
        digest=base,
        onto=onto,
        rows=differences.side_by_side(stale.mine, stale.theirs),
    )


def _page(
    found: FileText, text: str, *, base: str | None = None, onto: str | None = None, notice: str = ""
) -> Response:
    try:
        look = _look(found.path, text)
        refusal = ""
    except (limits.TooMuchText, limits.TookTooLongToDraw, limits.StillDrawing) as fault:
        look, refusal = Look(previewing.Preview(), ()), fault.message
    nonce = secrets.token_urlsafe(16)
    page = rendering.page(
        "author/edit.html",
        path=found.path,
        address=address(found.path),
        text=text,
        digest=found.digest if base is None else base,
        onto=onto or "",
        draft=found.draft,
        behind=found.behind,
        preview=look.preview,
        problems=look.problems,
        repairable=repairs.can_repair,
        counts=listing.counts(look.problems),
        plain=[_plain(problem) for problem in look.problems],
        refusal=refusal,
        notice=notice,
        nonce=nonce,
        quiz=found.path.removeprefix("quizzes/").removesuffix(".md")
        if found.path.startswith("quizzes/")
        else None,
    )
    # CodeMirror writes its own style sheet; only on this page, and only with this page's nonce.
    page.headers["Content-Security-Policy"] = headers.policy_with_style_nonce(nonce)
    return page


def _look(path: str, text: str) -> Look:
    """Raises: TooMuchText, StillDrawing, TookTooLongToDraw."""
    body = releases.encoded(text)
    if len(body) > limits.MOST_BYTES:
        raise limits.TooMuchText(len(body))
    # The database is asked here; reading the text and drawing it share the time of one turn elsewhere.
    others, shelf = shelves.drafted(), shelves.shelf()
    past = history.past(db.session(), shelf, others.files(), only=path)
    manifest = {**others.manifest, path: folder.digest(body)}
    shown = rendering.library().media.keys()

    def work() -> Look:
        snapshot = shelf.snapshots.take(manifest, lambda wanted: {path: body}, at=shelf.root)
        return previewing.look(snapshot, path, shown, past)

    return _turns.take(access.viewer().person_id, work)


def _sent() -> tuple[str, str, str]:
    """Text, base and `onto` of the form. Raises: MalformedResponse."""
    text, base = request.form.get("text"), request.form.get("base")
    if text is None or base is None:
        raise errors.MalformedResponse("", "a field of the editor is missing")
    return text.replace("\r\n", "\n"), base, request.form.get("onto", "")


def _repaired(path: str, text: str, do: str) -> str:
    """The text with one of its problems put right, the text itself if that problem is gone."""
    number = do.removeprefix("repair-")
    problems = _look(path, text).problems
    if not (number.isascii() and number.isdigit() and int(number[:6]) < len(problems)):
        return text
    return repairs.repaired(text, problems[int(number[:6])])


def _plain(problem: Problem) -> dict[str, object]:
    """A problem for the script of the page: lines and columns count from 1."""
    return {
        "line": problem.line,
        "column": problem.column,
        "code": problem.code,
        "level": problem.level,
        "message": problem.message,
        "fix": problem.fix,
        "end": list(problem.end),
        "repair": repairs.can_repair(problem),
    }


def _words(problems: tuple[Problem, ...]) -> str:
    return ", ".join(words for words, _ in listing.counts(problems)) or "No problems"
