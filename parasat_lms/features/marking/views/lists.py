"""The waiting list, the works that went back, and one of them as its student reads it."""

from uuid import UUID

from flask import g

from parasat_lms.core.guard import current_actor, requires
from parasat_lms.core.web import Answer, render_page
from parasat_lms.domain.permissions import Permission
from parasat_lms.features.marking import queries
from parasat_lms.features.marking.models import Assessment
from parasat_lms.features.marking.queries import Work
from parasat_lms.features.marking.views.house import blueprint, book, chosen_course, page_asked, work_files


@blueprint.get("/marking")
@requires(Permission.MARKING_WORK_READ)
def waiting() -> Answer:
    """What waits to be marked, oldest first, by course."""
    page = page_asked()
    course_id = chosen_course()
    courses = queries.waiting_courses(current_actor().person_id, course_id, page)
    return render_page(
        "marking/waiting.html",
        courses=courses,
        chosen=course_id,
        page=page,
        pages=max(-(-sum(course.total for course in courses) // queries.PER_PAGE), 1) if course_id else 1,
        total=sum(course.total for course in courses),
        second=queries.second_queue(current_actor().person_id) if not course_id else ([], 0),
    )


@blueprint.get("/marking/returned")
@requires(Permission.MARKING_WORK_READ)
def returned() -> Answer:
    """The works that went back, to look at once more."""
    page = page_asked()
    works, total = queries.returned_works(current_actor().person_id, page)
    return render_page(
        "marking/returned.html",
        works=works,
        total=total,
        page=page,
        pages=max(-(-total // queries.PER_PAGE), 1),
    )


def load_feedback(submission_id: UUID) -> tuple[Work, Assessment] | None:
    """A returned work, if it is this person's own or a child's."""
    return queries.returned_work(current_actor().person_id, submission_id, g.school.timezone)


@blueprint.get("/feedback/<uuid:submission_id>")
@requires(Permission.PROGRESS_PROFILE_READ, on=load_feedback)
def feedback(found: tuple[Work, Assessment]) -> Answer:
    """The work as it came back: levels, next steps, comments, and why this mark."""
    work, assessment = found
    return render_page(
        "marking/feedback.html", feedback=queries.feedback(work, assessment, book()), files=work_files(work)
    )
