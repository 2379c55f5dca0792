"""A student's list of wishes, and a teacher's word about a prerequisite."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, select, update

from parasat_lms.plugin_api import ClassStudent, Refused, audit, clock, db, insert_if_absent, pick
from parasat_programme import _, hours
from parasat_programme.domain.load import Load, Verdict
from parasat_programme.models import Choice, Confirmation, ElectiveRound, Wish
from parasat_programme.queries.choosing import View
from parasat_programme.queries.electives import MOST_WISHES


def choose(view: View, wishes: Sequence[UUID]) -> None:
    """Keep a student's list, the best wish first; an empty one is a choice too.

    `view` is the student in the round with this list. Raises `Refused` with the reason: outside the window, more than
    five, something twice or not on offer in the grade, a subject not attended, or a week over the limit of the grade.
    """
    _check(view, wishes)
    student_id = view.student.person.id
    insert_if_absent(Choice, round_id=view.round.id, student_id=student_id, chosen_at=clock.now())
    choice = select(Choice.id).where(Choice.round_id == view.round.id, Choice.student_id == student_id)
    # Locks the row: of two lists that come at once the later one stands, whole.
    db.session.execute(update(Choice).where(Choice.id.in_(choice)).values(chosen_at=clock.now()))
    choice_id = db.session.scalars(choice).one()
    db.session.execute(delete(Wish).where(Wish.choice_id == choice_id))
    db.session.add_all(
        Wish(choice_id=choice_id, offer_id=offer_id, rank=rank) for rank, offer_id in enumerate(wishes, 1)
    )
    for offer in view.wishes:
        if offer.row.condition.pick("kk").text:
            insert_if_absent(Confirmation, offer_id=offer.id, student_id=student_id, state="asked")
    db.session.flush()


def _check(view: View, wishes: Sequence[UUID]) -> None:
    if view.stage != "open":
        raise Refused(_("Electives are chosen only while the choosing is open."))
    if len(wishes) > MOST_WISHES:
        raise Refused(_("At most %(most)d electives can be ranked.", most=MOST_WISHES))
    if len(set(wishes)) < len(wishes):
        raise Refused(_("An elective stands on your list twice."))
    candidates = {candidate.id: candidate for candidate in view.candidates}
    for offer_id in wishes:
        candidate = candidates.get(offer_id)
        if candidate is None:
            raise Refused(_("One of the electives is not on offer in your grade."))
        if candidate.missing:
            raise Refused(
                _(
                    "“%(elective)s” needs another subject first: %(subjects)s.",
                    elective=pick(candidate.offer.subject.title),
                    subjects=", ".join(pick(title) for title in candidate.missing),
                )
            )
    refuse_overload(view.chosen_week, view.student)


def refuse_overload(week: Load, student: ClassStudent) -> None:
    """Raise `Refused` with the sum where a week would go over the limit of the student's grade."""
    if week.verdict is Verdict.OVER and week.limit is not None:
        raise Refused(
            _(
                "That would make %(total)s hours a week: %(compulsory)s compulsory, %(held)s already held and "
                "%(chosen)s chosen. Grade %(grade)d may have %(limit)s.",
                total=hours(week.total),
                compulsory=hours(week.compulsory),
                held=hours(week.held),
                chosen=hours(week.chosen),
                grade=student.grade,
                limit=hours(week.limit),
            )
        )


def decide(confirmation: Confirmation, *, met: bool, teacher_id: UUID, round_: ElectiveRound) -> None:
    """A teacher's word whether a student meets the prerequisite of an elective."""
    if round_.published_at:
        raise Refused(_("The results of this round are published."))
    confirmation.state = "confirmed" if met else "refused"
    confirmation.decided_by, confirmation.decided_at = teacher_id, clock.now()
    db.session.flush()
    audit.record(
        "prerequisite.decided",
        "plugin_parasat_programme_confirmation",
        confirmation.id,
        state=confirmation.state,
    )
