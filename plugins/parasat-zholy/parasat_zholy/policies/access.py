"""Whose rows somebody may see or change: each stated once as a criterion, used as filter and as check."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, or_, select, true

from parasat_lms.domain.permissions import Role
from parasat_lms.plugin_api import Actor, Person, students_readable_by
from parasat_zholy.models import Activity, JournalEntry, Mentorship, Participation, ServiceEntry

GROWN_UP = ("staff", "expert")
"""The kinds of mentors that may read more than the agreed steps."""


def activities_led_by(actor: Actor) -> ColumnElement[bool]:
    """What an administrator or the leader may change."""
    return true() if Role.ADMIN in actor.roles else Activity.leader_id == actor.person_id


def activities_joined_by(student_ids: Collection[UUID]) -> ColumnElement[bool]:
    """What these students take part in."""
    joined = select(Participation.activity_id).where(Participation.student_id.in_(student_ids))
    return Activity.id.in_(joined)


def _mentees(person_id: UUID, kinds: Collection[str]) -> ColumnElement[bool]:
    """The ties of a mentor that hold now."""
    return and_(Mentorship.mentor_id == person_id, Mentorship.kind.in_(kinds), Mentorship.ended_on.is_(None))


def journal_readable_by(person_id: UUID) -> ColumnElement[bool]:
    """What others may read of journals: what is shared, to grown-up mentors; what is offered, to them and to the leader
    of the activity. A private entry is nobody's, whatever the role; an older student reads none."""
    mentees = select(Mentorship.student_id).where(_mentees(person_id, GROWN_UP))
    led = select(Activity.id).where(Activity.leader_id == person_id)
    return or_(
        and_(JournalEntry.openness.in_(("shared", "evidence")), JournalEntry.student_id.in_(mentees)),
        and_(JournalEntry.openness == "evidence", JournalEntry.activity_id.in_(led)),
    )


def service_decided_by(actor: Actor, own_children: Collection[UUID]) -> ColumnElement[bool]:
    """Whose hours this member of the staff may confirm: those that name them, those of activities they lead, and where
    the supervisor stands outside, those of students they may read. Never their own and never their child's."""
    me = actor.person_id
    if not actor.roles & {Role.TEACHER, Role.MENTOR, Role.ADMIN}:
        return false()
    stranger = and_(ServiceEntry.student_id != me, ServiceEntry.student_id.not_in(own_children))
    if Role.ADMIN in actor.roles:
        return stranger
    led = select(Activity.id).where(Activity.leader_id == me)
    readable = select(Person.id).where(students_readable_by(me))
    return and_(
        stranger,
        or_(
            ServiceEntry.supervisor_id == me,
            ServiceEntry.activity_id.in_(led),
            and_(ServiceEntry.supervisor_id.is_(None), ServiceEntry.student_id.in_(readable)),
        ),
    )


def mentorships_seen_by(actor: Actor, own_children: Collection[UUID]) -> ColumnElement[bool]:
    """The ties in which somebody is mentor, student or parent; an administrator sees all."""
    if Role.ADMIN in actor.roles:
        return true()
    me = actor.person_id
    return or_(
        Mentorship.mentor_id == me,
        Mentorship.student_id == me,
        Mentorship.student_id.in_(own_children),
    )


def may_read_summaries(tie: Mentorship, actor: Actor) -> bool:
    """Whether somebody reads what was talked about, and not only the agreed steps.

    The student, a grown-up mentor and the administration do; parents and an older student do not.
    """
    if actor.person_id == tie.student_id or Role.ADMIN in actor.roles:
        return True
    return actor.person_id == tie.mentor_id and tie.kind in GROWN_UP
