"""Setting an assignment: made as a draft, changed, published, withdrawn."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, time
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import select

from parasat_lms.core import audit
from parasat_lms.core.db import db, find
from parasat_lms.core.errors import Conflict, Refused
from parasat_lms.domain.deadlines import LatePolicy
from parasat_lms.domain.localized import LocalizedText
from parasat_lms.domain.rule_book import RuleBook
from parasat_lms.features.assignments.models import USUAL_FILE_MB, Assignment, AssignmentStatus
from parasat_lms.features.assignments.queries.planning import Plan, begun, plan_for
from parasat_lms.features.courses.models import Course
from parasat_lms.features.schools.models import Term
from parasat_lms.features.schools.queries import today

KINDNESS = (LatePolicy.REFUSE, LatePolicy.UNTIL, LatePolicy.MARK_LATE)
"""The late policies, the strictest first."""


@dataclass(frozen=True, slots=True)
class Wish:
    """An assignment as a teacher wants it."""

    title: LocalizedText
    instructions: LocalizedText
    kind: str
    term_id: UUID
    rubric_version_id: UUID
    opens_on: date
    opens_time: time
    due_on: date
    due_time: time
    objectives: tuple[str, ...]
    takes_text: bool
    takes_link: bool
    on_paper: bool
    max_attempts: int
    attempt_rule: str
    late_policy: str
    late_days: int
    most_files: int = 0
    file_kinds: tuple[str, ...] = ()
    largest_file_mb: int = USUAL_FILE_MB
    anonymous: bool = False

    def parts(self) -> dict[str, Any]:
        """The parts by the names of the columns."""
        values = {part.name: getattr(self, part.name) for part in fields(self)}
        return {**values, "objectives": list(self.objectives), "file_kinds": list(self.file_kinds)}


class ChangedElsewhere(Conflict):
    """Somebody else has changed the assignment meanwhile; nothing was overwritten."""

    def __init__(self) -> None:
        super().__init__(_("A colleague has changed this assignment meanwhile; nothing was overwritten."))


class LockedParts(Refused):
    """Parts that may not change any more; `reasons` says why, by the name of the part."""

    def __init__(self, reasons: Mapping[str, str]) -> None:
        super().__init__(" ".join(reasons.values()))
        self.reasons = reasons


class PlanRefused(Refused):
    """The day breaks a limit of planning; `plan` says which, and offers another."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan.breach.value)
        self.plan = plan


def set_assignment(course: Course, wish: Wish, book: RuleBook) -> Assignment:
    """A new assignment of a course, as a draft that no student sees; refused where its day breaks a limit."""
    _check_plan(course, wish.kind, wish.term_id, wish.due_on, book)
    assignment = Assignment(course_id=course.id, status=AssignmentStatus.DRAFT, **wish.parts())
    db.session.add(assignment)
    db.session.flush()
    audit.record("assignment.set", "assignment", assignment.id, kind=wish.kind)
    return assignment


def locks(assignment: Assignment) -> dict[str, str]:
    """What may not change any more once somebody has begun, with the reasons, by the name of the part."""
    if assignment.status == AssignmentStatus.DRAFT or not begun(assignment.id):
        return {}
    return {
        "kind": _("Works exist: what they are assessed for stays as it was announced."),
        "term_id": _("Works exist: they belong to this term."),
        "rubric_version_id": _("Works exist: they were written for this rubric."),
        "opens_on": _("Works exist: the assignment has opened."),
        "due_on": _("Works exist: the due date may only be later."),
        "taken": _("Works exist: ways of handing in may only be added."),
        "most_files": _("Works exist: more files may be asked for, not fewer."),
        "file_kinds": _("Works exist: kinds of files may only be added."),
        "largest_file_mb": _("Works exist: the limit of each file may only grow."),
        "max_attempts": _("Works exist: attempts may only be added."),
        "attempt_rule": _("Works exist: which attempt counts was announced."),
        "late_policy": _("Works exist: the policy may only be kinder."),
        "anonymous": _("Works exist: whether names are hidden was settled before."),
    }


def _broken_locks(assignment: Assignment, wish: Wish) -> dict[str, str]:
    stands, wanted = (
        KINDNESS.index(LatePolicy(assignment.late_policy)),
        KINDNESS.index(LatePolicy(wish.late_policy)),
    )
    fewer_days = stands == wanted and wish.late_days < assignment.late_days
    broken = {
        "kind": wish.kind != assignment.kind,
        "term_id": wish.term_id != assignment.term_id,
        "rubric_version_id": wish.rubric_version_id != assignment.rubric_version_id,
        "anonymous": wish.anonymous != assignment.anonymous,
        "opens_on": (wish.opens_on, wish.opens_time) != (assignment.opens_on, assignment.opens_time),
        "due_on": (wish.due_on, wish.due_time) < (assignment.due_on, assignment.due_time),
        "taken": wish.on_paper != assignment.on_paper
        or (assignment.takes_text and not wish.takes_text)
        or (assignment.takes_link and not wish.takes_link)
        or (assignment.takes_files and not wish.most_files),
        "most_files": 0 < wish.most_files < assignment.most_files,
        "file_kinds": bool(wish.most_files and set(assignment.file_kinds) - set(wish.file_kinds)),
        "largest_file_mb": bool(wish.most_files and assignment.takes_files)
        and wish.largest_file_mb < assignment.largest_file_mb,
        "max_attempts": wish.max_attempts < assignment.max_attempts,
        "attempt_rule": wish.attempt_rule != assignment.attempt_rule,
        "late_policy": wanted < stands or fewer_days,
    }
    return {name: reason for name, reason in locks(assignment).items() if broken[name]}


def change_assignment(
    assignment: Assignment, course: Course, wish: Wish, book: RuleBook, *, seen_revision: int
) -> Assignment:
    """Change an assignment; safe to repeat.

    Raises `ChangedElsewhere` where somebody else has changed it since that revision, `LockedParts` for what may not
    change any more, `PlanRefused` where the day breaks a limit, `Refused` once it is withdrawn.
    """
    assignment = _locked(assignment.id)
    changed = sorted(name for name, value in wish.parts().items() if getattr(assignment, name) != value)
    if not changed:
        return assignment
    if assignment.revision != seen_revision:
        raise ChangedElsewhere
    if assignment.status == AssignmentStatus.WITHDRAWN:
        raise Refused(_("This assignment is withdrawn; make a new one."))
    broken = _broken_locks(assignment, wish)
    if broken:
        raise LockedParts(broken)
    if {"kind", "term_id", "due_on"} & set(changed):
        _check_plan(course, wish.kind, wish.term_id, wish.due_on, book, besides=assignment.id)
    for name, value in wish.parts().items():
        setattr(assignment, name, value)
    assignment.revision += 1
    audit.record("assignment.changed", "assignment", assignment.id, parts=changed)
    db.session.flush()
    return assignment


def publish(assignment: Assignment, course: Course, book: RuleBook) -> None:
    """Let students see it; safe to repeat. Raises `PlanRefused` where its day breaks a limit by now."""
    assignment = _locked(assignment.id)
    if assignment.status == AssignmentStatus.PUBLISHED:
        return
    if assignment.status == AssignmentStatus.WITHDRAWN:
        raise Refused(_("This assignment is withdrawn; make a new one."))
    _check_plan(course, assignment.kind, assignment.term_id, assignment.due_on, book, besides=assignment.id)
    assignment.status = AssignmentStatus.PUBLISHED
    assignment.revision += 1
    audit.record("assignment.published", "assignment", assignment.id, kind=assignment.kind)
    db.session.flush()


def withdraw(assignment: Assignment) -> None:
    """Take it back from students; refused once somebody has begun. Safe to repeat."""
    assignment = _locked(assignment.id)
    if assignment.status == AssignmentStatus.WITHDRAWN:
        return
    if begun(assignment.id):
        raise Refused(_("Somebody has begun to work on it: it cannot be withdrawn any more."))
    assignment.status = AssignmentStatus.WITHDRAWN
    assignment.revision += 1
    audit.record("assignment.withdrawn", "assignment", assignment.id)
    db.session.flush()


def _locked(assignment_id: UUID) -> Assignment:
    return db.session.scalars(
        select(Assignment)
        .where(Assignment.id == assignment_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def _check_plan(
    course: Course, kind: str, term_id: UUID, day: date, book: RuleBook, besides: UUID | None = None
) -> None:
    # Two teachers who plan in one term wait for each other: together they could break what each alone keeps.
    db.session.execute(select(Term.id).where(Term.id == term_id).with_for_update())
    term = find(Term, term_id)
    if term is None:
        raise LookupError(f"no term {term_id} in this school")
    plan = plan_for(course, term, kind, day, book, today=today(), besides=besides)
    if plan:
        raise PlanRefused(plan)
