"""What the slice `marking` offers to plug-ins."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from parasat_lms.core.plugins import hookspec


@dataclass(frozen=True, slots=True)
class ReturnedWork:
    """A work that is being returned or taken back: whose, where, by whom, and what it came to (`None`: no mark)."""

    submission_id: UUID
    student_id: UUID
    course_id: UUID
    assignment_id: UUID
    assessor_id: UUID
    worked_on: date
    percent: Decimal | None
    mark: int | None


@hookspec
def work_returned(work: ReturnedWork) -> None:
    """Told, inside the transaction, that a work is being returned.

    An event hook: an error refuses the return, and nothing of it is kept.
    """


@hookspec
def return_undone(work: ReturnedWork) -> None:
    """Told, inside the transaction, that a return is being undone: `assessor_id` took the work back.

    An event hook: an error refuses it, and the work stays with the student.
    """
