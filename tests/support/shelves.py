"""The small course of `tests/content/folders.py` on a shelf of its own, followed or released."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from lms.content.folder import Folder
from lms.content.snapshots import Shelf
from lms.queries import releases
from lms.services import drafts, publishing
from lms.services.drafts import Saved
from lms.services.publishing import Release
from tests.content import folders
from tests.support import rows

LESSON = "courses/listening/01-listening/01-hearing.md"
COURSE = "courses/listening/course.md"
QUIZ = "quizzes/listening.md"
PICTURE = "courses/listening/media/chairs.svg"


@dataclass
class Desk:
    """A trainer at work: each step in one line."""

    session: Session
    shelf: Shelf
    root: Path
    author_id: int

    @property
    def number(self) -> int:
        return releases.live(self.session, self.shelf).number

    def text(self, path: str) -> str:
        return releases.read_file(self.session, self.shelf, path).text

    def save(
        self, path: str, text: str, *, base: str | None = "", onto: str | None = None, author: int = 0
    ) -> Saved:
        """Save on top of what is there now, or of `base`."""
        if base == "":
            base = releases.read_file(self.session, self.shelf, path).digest
        return drafts.save_draft(
            self.session,
            self.shelf,
            path=path,
            text=text,
            base_digest=base,
            onto=onto,
            author_id=author or self.author_id,
            now=rows.NOW,
        )

    def change(self, path: str, old: str, new: str) -> Saved:
        text = self.text(path)
        assert old in text
        return self.save(path, text.replace(old, new))

    def publish(self, *, note: str = "", ticked: bool = False, **more: object) -> Release:
        values: dict[str, object] = {"onto": self.number, "label": None, **more}
        return publishing.publish(
            self.session,
            self.shelf,
            note=note,
            checked_warnings=ticked,
            author_id=self.author_id,
            now=rows.NOW,
            **values,  # type: ignore[arg-type]
        )

    def roll_back(self, number: int) -> Release:
        return publishing.roll_back(
            self.session,
            self.shelf,
            number=number,
            onto=self.number,
            author_id=self.author_id,
            now=rows.NOW,
        )

    def push(self, *, onto: int | None = None, ticked: bool = False, root: Path | None = None) -> Release:
        return publishing.push(
            self.session,
            self.shelf,
            Folder(root or self.root),
            onto=onto,
            note="From a folder",
            label=None,
            checked_warnings=ticked,
            author_id=None,
            now=rows.NOW,
        )

    def record(self) -> Release | None:
        return publishing.record_folder(self.session, self.shelf, now=rows.NOW)


def desk(session: Session, place: Path, *, follows: bool) -> Desk:
    """A desk whose first release is the small course."""
    root = folders.listening(place / "content")
    made = Desk(
        session,
        Shelf.of(root, place / "instance", follows=follows),
        root,
        rows.add_person(session, "Tess Trainer"),
    )
    if follows:
        assert made.record() is not None
    else:
        made.push()
    return made


NEW_LESSON = "courses/listening/01-listening/03-asking.md"


def live_text(desk: Desk, path: str) -> str:
    """A file as learners have it, whatever drafts there are."""
    if desk.shelf.folder is not None:
        return (desk.root / path).read_text()
    return releases.released_text(desk.session, desk.number, path)
