"""Puts right what can be put right in one way only: applies the repairs of problems until nothing changes.

Files are read here and written by the caller. It must not know how a repair is found: `edits.py` does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from lms.content import edits, lint, lint_guessing, reading, starters
from lms.content.lessons import LessonDraft
from lms.content.problems import Edit, Problem
from lms.content.reading import Files, Media, Parsed

# One repair can show what it hid, and some wait for another; nobody needs more rounds than this.
ROUNDS = 60
Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Mended:
    """Files before (bytes) and after (text), path -> content, the problems that are gone and those left."""

    before: Mapping[str, bytes]
    after: Mapping[str, str]
    solved: tuple[Problem, ...]
    left: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Content:
    """Everything under a root at one moment; `raw` is what is on disk."""

    raw: Mapping[str, bytes]
    parsed: Mapping[str, Parsed]
    media: Mapping[str, Media]
    changed: Mapping[str, str] = field(default_factory=dict)

    def problems(self) -> list[Problem]:
        drafts = {path: file.draft for path, file in self.parsed.items() if file.draft is not None}
        files = Files.of(drafts, self.media, frozenset(self.parsed))
        found = {problem for file in self.parsed.values() for problem in file.problems}
        found.update(lint.lint(files))
        found.update(lint_guessing.check(files))
        return sorted(edits.mended(found, {path: file.text for path, file in self.parsed.items()}))

    def with_texts(self, texts: Mapping[str, str]) -> _Content:
        fresh = {path: reading.parse(path, text.encode()) for path, text in texts.items()}
        return replace(self, parsed={**self.parsed, **fresh}, changed={**self.changed, **texts})


def fix(root: Path, paths: Iterable[str]) -> Mended:
    """Repair the files at `paths` under `root`, in memory.

    A repair that does not make its problem go away is not made, nor one of a warning that brings an error;
    the repair of an error may show another that it hid. To list a lesson, its course.md is changed as well.
    """
    content = _read(root)
    wanted = frozenset(paths)
    solved: list[Problem] = []
    refused: set[Key] = set()
    problems = content.problems()
    careful = False
    for _ in range(ROUNDS):
        mine = [one for one in problems if one.path in wanted and _key(one) not in refused]
        some = _chosen(content, mine)[: 1 if careful else None]
        if not some:
            break
        after = content.with_texts(_texts(content, some))
        found = after.problems()
        if _helps(some, problems, found):
            content, problems = after, found
            solved += some
        elif careful or len(some) == 1:
            refused.add(_key(some[0]))
        else:
            # One of them is to blame: from here on each is tried by itself.
            careful = True
    changed = {
        path: text for path, text in content.changed.items() if text.encode() != content.raw.get(path, b"")
    }
    left = tuple(problem for problem in problems if problem.path in wanted)
    return Mended({path: content.raw[path] for path in changed}, changed, tuple(solved), left)


def repaired(text: str, problems: Sequence[Problem]) -> str:
    """The text of one file after the repairs of some of its problems, as one press of a button makes them."""
    return edits.applied(text, [edit for problem in problems for edit in problem.edits])


def _read(root: Path) -> _Content:
    paths = reading.walk(root)
    pictures = {path for path in paths if reading.kind_of(path) == "media"}
    looked_at = {path: reading.load_media(root, path) for path in pictures}
    media = {path: found for path, found in looked_at.items() if found is not None}
    parsed = {path: reading.load(root, path) for path in paths if path not in pictures}
    # What could not be read, or is too large, has no text and so no repair.
    raw = {path: (root / path).read_bytes() for path, file in parsed.items() if file.text}
    return _Content(raw, parsed, media)


def _chosen(content: _Content, problems: Sequence[Problem]) -> list[Problem]:
    """Problems to repair at once: errors first, and those whose repairs do not touch each other."""
    able = [problem for problem in problems if _can(content, problem)]
    return _apart([one for one in able if one.level == "error"] or able)


def _apart(problems: Sequence[Problem]) -> list[Problem]:
    """Those whose repairs do not touch each other; a text that is written anew gets no other repair."""
    chosen: list[Problem] = []
    taken: dict[str, list[Edit]] = {}
    anew: set[str] = set()
    for problem in problems:
        match problem.code:
            case "F113":
                path, free = problem.path, problem.path not in taken
            case "F112":
                path = _course(problem)
                free = path not in taken and path not in anew
            case _:
                path = problem.path
                free = path not in anew and _is_free(problem, taken.get(path, ()))
        if not free:
            continue
        chosen.append(problem)
        if problem.edits:
            taken.setdefault(path, []).extend(problem.edits)
        else:
            anew.add(path)
    return chosen


def _is_free(problem: Problem, taken: Sequence[Edit]) -> bool:
    return not any(_touch(one, other) for one in problem.edits for other in taken)


def _can(content: _Content, problem: Problem) -> bool:
    match problem.code:
        case "F113":
            return bool(content.parsed[problem.path].text)
        case "F112":
            return _course(problem) in content.raw
        case _:
            return bool(problem.edits)


def _course(problem: Problem) -> str:
    return f"{reading.course_folder(problem.path)}/course.md"


def _touch(one: Edit, other: Edit) -> bool:
    start, end = (one.line, one.column), (one.end_line, one.end_column)
    other_start, other_end = (other.line, other.column), (other.end_line, other.end_column)
    return start == other_start or (start < other_end and other_start < end)


def _texts(content: _Content, problems: Sequence[Problem]) -> dict[str, str]:
    """The new texts, by path."""
    by_path: dict[str, list[Problem]] = {}
    texts: dict[str, str] = {}
    for problem in problems:
        match problem.code:
            case "F113":
                texts[problem.path] = content.parsed[problem.path].text
            case "F112":
                home = _course(problem)
                draft = content.parsed[problem.path].draft
                title = draft.title if isinstance(draft, LessonDraft) else ""
                title = title or starters.title_of(problem.path)
                texts[home] = starters.listed(content.parsed[home].text, home, problem.path, title)
            case _:
                by_path.setdefault(problem.path, []).append(problem)
    for path, some in by_path.items():
        texts[path] = repaired(content.parsed[path].text, some)
    return texts


def _helps(made: Sequence[Problem], before: Sequence[Problem], after: Sequence[Problem]) -> bool:
    """Whether repairs made their problems go away, and those of warnings brought no error."""
    first, then = _counts(before), _counts(after)
    if any(then[key] > first[key] - count for key, count in _counts(made).items()):
        return False
    return made[0].level == "error" or _errors(after) <= _errors(before)


def _counts(problems: Iterable[Problem]) -> Counter[tuple[str, str]]:
    return Counter((problem.path, problem.code) for problem in problems)


def _errors(problems: Iterable[Problem]) -> Counter[tuple[str, str]]:
    return _counts(problem for problem in problems if problem.level == "error")


def _key(problem: Problem) -> Key:
    return problem.path, problem.code, problem.message
