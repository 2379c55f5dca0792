"""Who sees a rubric in the library, and who may change it: criteria used as filter and as check."""

from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select

from parasat_lms.features.courses.models import Course, CourseTeacher
from parasat_lms.features.rubrics.models import Rubric, RubricScope


def teams_of(person_id: UUID) -> Select[str]:
    """The subjects that this person teaches: their teachers are a team."""
    return (
        select(Course.subject_code)
        .join(
            CourseTeacher,
            and_(CourseTeacher.course_id == Course.id, CourseTeacher.school_id == Course.school_id),
        )
        .where(CourseTeacher.teacher_id == person_id)
    )


def _of_own_team(person_id: UUID) -> ColumnElement[bool]:
    return and_(Rubric.scope == RubricScope.TEAM, Rubric.team.in_(teams_of(person_id)))


def visible_to(person_id: UUID, *, keeps_school: bool) -> ColumnElement[bool]:
    """Rubrics of the school, of one's teams, and one's own; whoever keeps the school's sees those of all teams."""
    seen = [Rubric.scope == RubricScope.SCHOOL, Rubric.owner_id == person_id, _of_own_team(person_id)]
    if keeps_school:
        seen.append(Rubric.scope == RubricScope.TEAM)
    return or_(*seen)


def editable_by(person_id: UUID, *, keeps_school: bool) -> ColumnElement[bool]:
    """One's own rubrics and those of one's teams; whoever keeps the school's, those of the school and of all teams."""
    own = or_(Rubric.owner_id == person_id, _of_own_team(person_id))
    if keeps_school:
        return or_(own, Rubric.scope.in_((RubricScope.SCHOOL, RubricScope.TEAM)))
    return own
