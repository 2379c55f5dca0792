"""A teacher's courses: who attends, what is set, and how each student stands with an assignment."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import g, request, url_for
from flask_babel import gettext as _

from parasat_lms.core.errors import Refused
from parasat_lms.core.files import KIND_NAMES
from parasat_lms.core.guard import current_actor, requires
from parasat_lms.core.web import Answer, flash_success, render_page, see_other
from parasat_lms.domain.permissions import Permission
from parasat_lms.features.assignments import operations, queries
from parasat_lms.features.assignments.forms import DeadlineForm
from parasat_lms.features.assignments.models import AssignmentStatus
from parasat_lms.features.assignments.queries import AssignmentSummary, StudentLine, TaughtAssignment
from parasat_lms.features.assignments.views.blueprint import blueprint, page_number
from parasat_lms.features.courses.models import Course
from parasat_lms.features.courses.queries import course_students, taught_course
from parasat_lms.features.rubrics.queries import as_plan, rubric_content
from parasat_lms.features.schools.queries import year_of


@blueprint.get("/courses")
@requires(Permission.ASSIGNMENTS_COURSE_READ)
def courses() -> Answer:
    """The courses that this teacher teaches."""
    return render_page(
        "assignments/courses.html", courses=queries.courses_in_figures(current_actor().person_id)
    )


def load_course(course_id: UUID) -> Course | None:
    """The course, if this teacher teaches it."""
    return taught_course(current_actor().person_id, course_id)


def _by_term(summaries: Sequence[AssignmentSummary]) -> list[tuple[int, list[AssignmentSummary]]]:
    terms = sorted({summary.term for summary in summaries}, reverse=True)
    return [(term, [summary for summary in summaries if summary.term == term]) for term in terms]


@blueprint.get("/courses/<uuid:course_id>")
@requires(Permission.ASSIGNMENTS_COURSE_READ, on=load_course)
def course(course: Course) -> Answer:
    """A course with its assignments by term and its students in Kazakh order."""
    page = page_number()
    students, total = course_students(course.id, page, queries.PER_PAGE)
    return render_page(
        "assignments/course.html",
        course=course,
        terms=_by_term(queries.assignment_summaries(course.id)),
        students=students,
        total=total,
        page=page,
        pages=max(-(-total // queries.PER_PAGE), 1),
    )


def load_assignment(assignment_id: UUID) -> TaughtAssignment | None:
    """The assignment, if this teacher teaches its course."""
    return queries.taught_assignment(current_actor().person_id, assignment_id)


def assignment_page(taught: TaughtAssignment, *, status: int = 200, problem: str = "") -> Answer:
    """How the assignment was set, and how each student stands with it."""
    page = page_number()
    lines, total = queries.student_lines(taught, g.school.timezone, page)
    rubric = rubric_content(taught.assignment.rubric_version_id)
    return render_page(
        "assignments/assignment.html",
        status=status,
        taught=taught,
        deadline=taught.assignment.deadline(g.school.timezone),
        lines=lines,
        total=total,
        page=page,
        pages=max(-(-total // queries.PER_PAGE), 1),
        rubric=rubric,
        plan=as_plan(rubric),
        kind_names=KIND_NAMES,
        begun=any(line.attempts for line in lines),
        problem=problem,
    )


@blueprint.get("/courses/assignments/<uuid:assignment_id>")
@requires(Permission.ASSIGNMENTS_COURSE_READ, on=load_assignment)
def assignment(taught: TaughtAssignment) -> Answer:
    """An assignment as its teachers see it."""
    return assignment_page(taught)


@blueprint.post("/courses/assignments/<uuid:assignment_id>/papers")
@requires(Permission.ASSIGNMENTS_ASSIGNMENT_SET, on=load_assignment)
def take_papers(taught: TaughtAssignment) -> Answer:
    """Open a desk for the paper of one student, or put the papers of a page of students on the waiting list."""
    lines, _total = queries.student_lines(taught, g.school.timezone, page_number())
    wanted = [line.student.person.id for line in lines]
    only = request.form.get("student")
    if only:
        line = _line(taught, only)
        wanted = [line.student.person.id] if line else []
    if not wanted:
        return assignment_page(taught, status=422, problem=_("Choose a student of this course."))
    try:
        works = operations.take_papers(taught.assignment, wanted, g.school.language, g.school.timezone)
    except Refused as error:
        return assignment_page(taught, status=422, problem=str(error))
    if only:
        return see_other(url_for("marking.desk", submission_id=works[0]))
    flash_success(_("The papers are on the waiting list."))
    return see_other(url_for("assignments.assignment", assignment_id=taught.assignment.id))


def _line(taught: TaughtAssignment, student: str) -> StudentLine | None:
    try:
        student_id = UUID(student)
    except ValueError:
        return None
    lines, _total = queries.student_lines(taught, g.school.timezone, 1, student_id)
    return lines[0] if lines else None


@dataclass(frozen=True, slots=True)
class StudentDate:
    """A student's standing with an assignment, for whom a date is to be set."""

    taught: TaughtAssignment
    line: StudentLine


def load_line(assignment_id: UUID, student_id: UUID) -> StudentDate | None:
    """A student of a published assignment that this teacher set, who can be given a date."""
    taught = load_assignment(assignment_id)
    if taught is None or taught.assignment.status != AssignmentStatus.PUBLISHED:
        return None
    line = _line(taught, str(student_id))
    return StudentDate(taught, line) if line else None


def _deadline_page(found: StudentDate, form: DeadlineForm, status: int = 200, problem: str = "") -> Answer:
    return render_page(
        "assignments/deadline.html",
        status=status,
        taught=found.taught,
        line=found.line,
        form=form,
        problem=problem,
    )


@blueprint.get("/courses/assignments/<uuid:assignment_id>/students/<uuid:student_id>")
@requires(Permission.ASSIGNMENTS_COURSE_READ, on=load_line)
def deadline(found: StudentDate) -> Answer:
    """The date that holds for one student, to be set anew."""
    form = DeadlineForm(formdata=None, obj=found.line.own_deadline)
    form.attempt.data = str(found.line.attempt)
    if not found.line.own_deadline:
        form.due_time.data = found.taught.assignment.due_time
    return _deadline_page(found, form)


@blueprint.post("/courses/assignments/<uuid:assignment_id>/students/<uuid:student_id>")
@requires(Permission.ASSIGNMENTS_ASSIGNMENT_SET, on=load_line)
def extend(found: StudentDate) -> Answer:
    """Set a date for one student: an extension, or another attempt."""
    form = DeadlineForm()
    assignment = found.taught.assignment
    if assignment.on_paper:
        return _deadline_page(found, form, 422, _("This assignment is done on paper."))
    year = year_of(found.taught.term)
    if not form.validate() or not form.within(year.starts_on, year.ends_on):
        return _deadline_page(found, form, 422)
    try:
        operations.extend(
            assignment,
            found.line.student.person.id,
            form.attempt_number,
            due_on=form.due_on.data,
            due_time=form.due_time.data,
            reason=form.reason.data,
            by=current_actor().person_id,
            timezone=g.school.timezone,
        )
    except Refused as error:
        return _deadline_page(found, form, 422, str(error))
    flash_success(_("The date is set for %(student)s.", student=found.line.student.person.full_name))
    return see_other(url_for("assignments.assignment", assignment_id=assignment.id))
