"""What the slice `courses` offers to plug-ins."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from parasat_lms.core.plugins import hookspec
from parasat_lms.domain.localized import LocalizedText
from parasat_lms.domain.week import WeekEntry


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject of a programme's catalogue, as a course takes it over.

    `kind` is "marked" or "pass_fail"; `first_grade` and `last_grade` are 1–11; the attributes are codes.
    """

    plugin: str
    code: str
    title: LocalizedText
    kind: str
    first_grade: int
    last_grade: int
    attributes: tuple[str, ...]
    weekly_hours: Decimal = Decimal(0)


@hookspec
def subject_catalogue() -> list[Subject]:  # type: ignore[empty-body]
    """The subjects that a plug-in's programme offers to the current school.

    An event hook: called inside the transaction that opens a course; an error refuses it.
    """


@hookspec
def week_entries(student_id: UUID) -> list[WeekEntry]:  # type: ignore[empty-body]
    """What a plug-in adds to a student's week, beside the lessons of the timetable.

    A filter hook: somebody may rest a decision on the whole week, so an error fails the change or the page.
    """
