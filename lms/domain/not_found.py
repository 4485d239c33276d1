"""Owns the leaves of one branch: whatever is not there. Everybody imports them from `errors`.

It must not know whether it was never there, or is not there for this person.
"""

from __future__ import annotations

from lms.domain.error_roots import NotFound


class UnknownCourse(NotFound):
    def __init__(self, course: str) -> None:
        super().__init__("There is no such course.")
        self.course = course


class UnknownLesson(NotFound):
    def __init__(self, course: str, lesson: str) -> None:
        super().__init__("There is no such lesson in this course.")
        self.course = course
        self.lesson = lesson


class UnknownQuiz(NotFound):
    def __init__(self, quiz: str) -> None:
        super().__init__("There is no such quiz.")
        self.quiz = quiz


class UnknownAttempt(NotFound):
    def __init__(self, attempt_id: str) -> None:
        super().__init__("You have no such attempt.")
        self.attempt_id = attempt_id


class UnknownCertificate(NotFound):
    def __init__(self) -> None:
        # The number stays out of the error, so that a malformed and an unknown one answer alike.
        super().__init__("We have not issued a certificate with this number.")


class UnknownPerson(NotFound):
    def __init__(self, who: str) -> None:
        super().__init__(f"There is nobody with the sign-in “{who}”.")
        self.who = who


class UnknownFile(NotFound):
    def __init__(self, path: str) -> None:
        super().__init__("There is no such file among the courses and quizzes.")
        self.path = path


class UnknownRelease(NotFound):
    def __init__(self, number: int) -> None:
        super().__init__("There is no release with this number.")
        self.number = number


class UnknownPlay(NotFound):
    def __init__(self, play_id: str) -> None:
        super().__init__("You have not played this conversation.")
        self.play_id = play_id


class UnknownResponse(NotFound):
    def __init__(self, attempt_id: str, item_id: str) -> None:
        super().__init__("There is no such answer for a trainer to read.")
        self.attempt_id = attempt_id
        self.item_id = item_id


class UnknownItem(NotFound):
    def __init__(self, quiz: str, item_id: str) -> None:
        super().__init__("There is no such question in this quiz.")
        self.quiz = quiz
        self.item_id = item_id


class UnknownRemark(NotFound):
    def __init__(self, remark_id: int) -> None:
        super().__init__("There is no correction with this number.")
        self.remark_id = remark_id


class UnknownRequirement(NotFound):
    def __init__(self, requirement_id: int) -> None:
        super().__init__("There is no such requirement.")
        self.requirement_id = requirement_id


class UnknownCampaign(NotFound):
    def __init__(self, campaign_id: int) -> None:
        super().__init__("There is no such campaign.")
        self.campaign_id = campaign_id


class UnknownAbsence(NotFound):
    def __init__(self, absence_id: int) -> None:
        super().__init__("There is no such leave or exemption.")
        self.absence_id = absence_id


class UnknownKey(NotFound):
    def __init__(self, name: str) -> None:
        super().__init__("There is no key with this name.")
        self.name = name


class UnknownIssuer(NotFound):
    def __init__(self, issuer: str) -> None:
        super().__init__("This issuer is not on the list of trusted issuers.")
        self.issuer = issuer


class UnknownRecognition(NotFound):
    def __init__(self) -> None:
        super().__init__("There is no such request to recognise a certificate.")


class UnknownLink(NotFound):
    def __init__(self) -> None:
        # A link that was used, one that has ended and one that never was answer alike.
        super().__init__("This link has been used, has ended, or was never made.")


class UnknownSitting(NotFound):
    """Practice of somebody else, or a question that the sitting does not have, as well."""

    def __init__(self, sitting_id: str) -> None:
        super().__init__("There is no such question to practise.")
        self.sitting_id = sitting_id


class UnknownEvidence(NotFound):
    def __init__(self, evidence_id: int) -> None:
        super().__init__("There is no such workshop or observed practice.")
        self.evidence_id = evidence_id
