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
    assert texts(Role.MANAGER) == ["My learning", "Certificates", "People", "Password"]
    whole = ["My learning", "Certificates", "Courses and quizzes", "Marking", "People", "Password"]
    assert texts(Role.TRAINER) == texts(Role.ADMINISTRATOR) == whole


def test_the_bar_below_holds_the_places_of_the_part_one_is_in() -> None:
    def below(role: Role, path: str) -> list[str]:
        return [link.text for link in nav.beside(viewer(role), path)]

    assert below(Role.ADMINISTRATOR, "/") == []
    assert below(Role.ADMINISTRATOR, "/account/password") == []
    author = ["All files", "Content problems", "Statistics", "Retention"]
    assert below(Role.TRAINER, "/author/edit/quizzes/tea.md") == author
    assert below(Role.MANAGER, "/manage/standings") == [
        "Standings",
        "Requirements",
        "Leave and exemptions",
        "Workshops and practice",
    ]
    assert below(Role.ADMINISTRATOR, "/manage/people/3")[-2:] == ["Accounts", "Issued certificates"]
    assert nav.beside(None, "/author") == ()


def test_a_visitor_sees_no_places() -> None:
    assert nav.items(None, "/") == ()


def test_the_page_one_stands_on_is_current_and_the_one_above_is_active() -> None:
    def state(path: str) -> list[tuple[str, bool]]:
        who = viewer(Role.ADMINISTRATOR)
        links = (*nav.items(who, path), *nav.beside(who, path))
        return [(link.text, link.current) for link in links if link.current or link.active]

    assert state("/") == [("My learning", True)]
    assert state("/courses/tea/ask-first") == [("My learning", False)]
    assert state("/attempts/1/result") == [("My learning", False)]
    assert state("/manage/people") == [("People", False), ("Accounts", True)]
    assert state("/manage/people/3") == [("People", False), ("Accounts", False)]
    assert state("/author/edit/quizzes/tea.md") == [("Courses and quizzes", False), ("All files", False)]
    assert state("/author/problems") == [("Courses and quizzes", False), ("Content problems", True)]
    assert state("/nowhere") == []
