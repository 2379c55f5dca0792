"""The teacher's assignments, and one of them as students × criteria."""

from enum import StrEnum
from typing import TypeVar

from flask import request

from parasat_lms.core.guard import current_actor, requires
from parasat_lms.core.web import Answer, render_page
from parasat_lms.domain.permissions import Permission
from parasat_lms.features.assignments.models import AssignmentStatus
from parasat_lms.features.marking import queries
from parasat_lms.features.marking.queries import Marked, Sort, WorkState
from parasat_lms.features.marking.views.house import blueprint, load_assignment, page_asked

Word = TypeVar("Word", bound=StrEnum)


def _asked(name: str, words: type[Word]) -> Word | None:
    """What the address asks for, where it is one of the words."""
    asked = request.args.get(name, "")
    return words(asked) if asked in set(words) else None


@blueprint.get("/marking/assignments")
@requires(Permission.MARKING_WORK_READ)
def assignments() -> Answer:
    """The assignments of the teacher's courses, each with what waits."""
    page = page_asked()
    found, total = queries.marked_assignments(current_actor().person_id, page)
    return render_page(
        "marking/assignments.html",
        assignments=found,
        total=total,
        page=page,
        pages=max(-(-total // queries.PER_PAGE), 1),
    )


@blueprint.get("/marking/assignments/<uuid:assignment_id>")
@requires(Permission.MARKING_WORK_READ, on=load_assignment)
def matrix(marked: Marked) -> Answer:
    """The whole class on one page: students × criteria."""
    state, sort, page = _asked("state", WorkState), _asked("sort", Sort) or Sort.NAME, page_asked()
    return render_page(
        "marking/matrix.html",
        matrix=queries.matrix(marked, state, sort, page),
        moderation=queries.moderation_of(marked.id),
        may_ask=marked.assignment.status == AssignmentStatus.PUBLISHED,
        chosen=state,
        sort=sort,
        page=page,
        states=tuple(WorkState),
    )
