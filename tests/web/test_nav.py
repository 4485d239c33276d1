"""The links in the header."""

from __future__ import annotations

from lms.domain.permissions import Role
from lms.queries.people import Viewer
from lms.web import nav


def viewer(role: Role) -> Viewer:
    return Viewer(1, 1, "Sam Carter", "Sam", role, "sam", None)


def texts(role: Role) -> list[str]:
    return [link.text for link in nav.items(viewer(role), "/")]


def test_each_role_sees_its_own_places() -> None:
    assert texts(Role.LEARNER) == ["My learning", "Certificates", "Password"]
    assert texts(Role.MANAGER) == ["My learning", "Certificates", "Standings", "Requirements", "Password"]
    assert texts(Role.TRAINER) == [
        "My learning",
        "Certificates",
        "Courses and quizzes",
        "Answers to read",
        "Content problems",
        "Standings",
        "Requirements",
        "Password",
    ]
    assert "People" in texts(Role.ADMINISTRATOR)


def test_a_visitor_sees_no_places() -> None:
    assert nav.items(None, "/") == ()


def test_the_page_one_stands_on_is_current_and_the_one_above_is_active() -> None:
    def state(path: str) -> list[tuple[str, bool]]:
        links = nav.items(viewer(Role.ADMINISTRATOR), path)
        return [(link.text, link.current) for link in links if link.current or link.active]

    assert state("/") == [("My learning", True)]
    assert state("/courses/tea/ask-first") == [("My learning", False)]
    assert state("/attempts/1/result") == [("My learning", False)]
    assert state("/manage/people") == [("People", True)]
    assert state("/manage/people/3") == [("People", False)]
    assert state("/author/edit/quizzes/tea.md") == [("Courses and quizzes", False)]
    assert state("/author/problems") == [("Content problems", True)]
    assert state("/nowhere") == []
