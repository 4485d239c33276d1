"""Owns the words of reminders: one message of a day, as plain text, as HTML and as a calendar file.

Pure functions of what is to be said. It must not know why it is due, nor how it travels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from html import escape

from lms.domain.reminders import Kind


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to say to somebody about their own training.

    `uid` and `sequence` name its entry in a calendar: the same entry moves when its day does.
    """

    kind: Kind
    title: str
    address: str
    last_day: date
    first: bool
    required: bool
    uid: str
    sequence: int


@dataclass(frozen=True, slots=True)
class TeamLine:
    """One thing to say to a manager. `no_mail` = this person has no address, so the manager tells them."""

    kind: Kind
    name: str
    title: str
    last_day: date
    first: bool
    no_mail: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """Everything that one person is told on one day. `stop` is the address that ends what is not required."""

    name: str
    own: tuple[Line, ...]
    team: tuple[TeamLine, ...]
    organisation: str
    messages: str
    standings: str
    stop: str | None


@dataclass(frozen=True, slots=True)
class Words:
    """One message, ready to be sent."""

    subject: str
    text: str
    html: str


def day(value: date) -> str:
    """A day as people write it: 22 November 2026."""
    return f"{value.day} {value:%B %Y}"


def subject(digest: Digest) -> str:
    """One line that says what it is about, without naming a colleague."""
    if len(digest.own) + len(digest.team) != 1:
        return f"Your training: {len(digest.own) + len(digest.team)} things to know"
    if digest.team:
        return "Your team’s training: 1 thing to know"
    (line,) = digest.own
    match line.kind:
        case Kind.OPEN:
            return f"{'Time to take' if line.first else 'Time to renew'}: {line.title}"
        case Kind.SOON:
            return f"By {day(line.last_day)}: {line.title}"
        case Kind.ENDED | Kind.MANAGER:
            return f"{'Overdue' if line.first else 'Ended'}: {line.title}"


def sentence(line: Line) -> str:
    """What somebody is told about their own training."""
    last = day(line.last_day)
    match line.kind, line.first:
        case Kind.OPEN, True:
            return f"“{line.title}” is part of your job. The last day to pass it is {last}."
        case Kind.OPEN, False:
            return f"You can renew “{line.title}” now. Your certificate counts up to and including {last}."
        case Kind.SOON, True:
            return f"“{line.title}” has to be passed soon. The last day is {last}."
        case Kind.SOON, False:
            return f"Your certificate for “{line.title}” ends soon. The last valid day is {last}."
        case _, True:
            return f"“{line.title}” had to be passed by {last}. You can still take it."
        case _, False:
            return f"Your certificate for “{line.title}” has ended. The last valid day was {last}."


def team_sentence(line: TeamLine) -> str:
    """What a manager is told about somebody in their team."""
    last = day(line.last_day)
    match line.kind:
        case Kind.OPEN:
            what = f"{'can take' if line.first else 'can renew'} “{line.title}” now. The last day is {last}."
        case Kind.SOON:
            what = f"has until {last} {'to pass' if line.first else 'to renew'} “{line.title}”."
        case Kind.ENDED | Kind.MANAGER if line.first:
            what = f"had to pass “{line.title}” by {last}, and has not yet."
        case Kind.ENDED | Kind.MANAGER:
            what = f"held “{line.title}” up to and including {last}, and has not renewed it yet."
    tell = " They have no e-mail address here, so tell them yourself." if line.no_mail else ""
    return f"{line.name} {what}{tell}"


def text(digest: Digest) -> str:
    """The message as plain text."""
    parts = [f"Hello {digest.name},"]
    for line in digest.own:
        parts.append(f"{sentence(line)}\n{line.address}")
    if digest.team:
        listed = "\n".join(f"- {team_sentence(line)}" for line in digest.team)
        parts.append(f"Your team:\n{listed}\n{digest.standings}")
    parts += [f"{words}: {address}" for words, address in _why(digest)]
    parts.append(digest.organisation)
    return "\n\n".join(parts) + "\n"


def html(digest: Digest) -> str:
    """The same as a page without anything that has to be fetched."""
    parts = [f"<p>Hello {escape(digest.name)},</p>"]
    for line in digest.own:
        parts.append(f"<p>{escape(sentence(line))}<br>{_link(line.address, f'Go to {line.title}')}</p>")
    if digest.team:
        listed = "".join(f"<li>{escape(team_sentence(line))}</li>" for line in digest.team)
        parts.append(f"<h2>Your team</h2><ul>{listed}</ul>")
        parts.append(f"<p>{_link(digest.standings, 'See how your team stands')}</p>")
    parts += [f"<p>{_link(address, words)}</p>" for words, address in _why(digest)]
    parts.append(f"<p>{escape(digest.organisation)}</p>")
    return page(subject(digest), "".join(parts))


def _why(digest: Digest) -> list[tuple[str, str]]:
    """Why this came, and what can be done about it: words and an address."""
    found = []
    if digest.stop is not None:
        found.append(("Stop reminders of training that is not required", digest.stop))
    if digest.team or any(line.required for line in digest.own):
        found.append(
            (
                "Reminders of training that your job requires cannot be switched off. Which messages you get",
                digest.messages,
            )
        )
    return found


def _link(address: str, words: str) -> str:
    return f'<a href="{escape(address)}">{escape(words)}</a>'


def campaign(
    *,
    name: str,
    title: str,
    note: str,
    sections: Sequence[str],
    due_on: date,
    address: str,
    organisation: str,
) -> Words:
    """What somebody is told of a change that they have to know by a day."""
    what = f"Something in “{title}” has changed. Read what is new, then answer a few questions on it."
    until = f"The last day is {day(due_on)}. Your certificate stays as it is until then."
    listed = "\n".join(f"- {section}" for section in sections)
    parts = [f"Hello {name},", what, note, listed, f"{until}\n{address}", organisation]
    items = "".join(f"<li>{escape(section)}</li>" for section in sections)
    inner = [f"<p>{escape(words)}</p>" for words in (f"Hello {name},", what, note) if words]
    inner += [f"<ul>{items}</ul>"] if items else []
    inner.append(f"<p>{escape(until)}<br>{_link(address, 'See what has changed')}</p>")
    inner.append(f"<p>{escape(organisation)}</p>")
    subject_ = f"What has changed in {title}: by {day(due_on)}"
    text_ = "\n\n".join(part for part in parts if part) + "\n"
    return Words(subject_, text_, page(subject_, "".join(inner)))


def page(title: str, inner: str) -> str:
    """A whole page around HTML that is escaped already."""
    head = f'<meta charset="utf-8"><title>{escape(title)}</title>'
    return f'<!DOCTYPE html><html lang="en-GB"><head>{head}</head><body>{inner}</body></html>\n'


def calendar(digest: Digest, now: datetime) -> bytes | None:
    """An all-day entry on each last day that is still to come; None if there is none.

    A day has no hour and so no zone, which is what clocks that change would get wrong.
    """
    import icalendar

    lines = [line for line in digest.own if line.kind in (Kind.OPEN, Kind.SOON)]
    if not lines:
        return None
    made = icalendar.Calendar()
    made.add("prodid", "-//Alongside//Reminders//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    for line in lines:
        entry = icalendar.Event()
        entry.add("uid", line.uid)
        entry.add("sequence", line.sequence)
        entry.add("dtstamp", now)
        entry.add("dtstart", line.last_day)
        entry.add("dtend", line.last_day + timedelta(days=1))
        entry.add("summary", f"Last {'day for' if line.first else 'valid day'}: {line.title}")
        entry.add("description", sentence(line))
        entry.add("url", line.address)
        # The day itself stays free for other things.
        entry.add("transp", "TRANSPARENT")
        made.add_component(entry)
    return bytes(made.to_ical())
