"""Reads of who is in a club, who waits, and who may be added."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, false, or_, select, true

from parasat_horizons.models import MEMBER, WAITING, Club, ClubMember
from parasat_horizons.queries.clubs import running
from parasat_lms.domain.permissions import Role
from parasat_lms.plugin_api import (
    Actor,
    ClassStudent,
    Person,
    db,
    students,
    students_readable_by,
)


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A student in a club or on its waiting list."""

    member: ClubMember
    person: Person
    grade: int | None
    school_class: str


@dataclass(frozen=True, slots=True)
class Membership:
    """A club of a student."""

    club: Club
    member: ClubMember
    leader: str


def membership(club_id: UUID, student_id: UUID) -> ClubMember | None:
    """What a student is to a club, if anything."""
    query = select(ClubMember).where(ClubMember.club_id == club_id, ClubMember.student_id == student_id)
    return db.session.scalars(query).first()


def members(club_id: UUID, state: str) -> list[MemberRow]:
    """Members in Kazakh order, or the waiting list in the order in which they asked."""
    order = (ClubMember.asked_at, ClubMember.id) if state == WAITING else (Person.sort_key, Person.id)
    query = (
        select(ClubMember, Person)
        .join(Person, Person.id == ClubMember.student_id)
        .where(ClubMember.club_id == club_id, ClubMember.state == state)
        .order_by(*order)
    )
    found = db.session.execute(query).all()
    classes = {entry.person.id: entry for entry in students()} if found else {}
    return [_row(member, person, classes.get(person.id)) for member, person in found]


def _row(member: ClubMember, person: Person, entry: ClassStudent | None) -> MemberRow:
    school_class = entry.school_class if entry else None
    return MemberRow(
        member,
        person,
        school_class.grade if school_class else None,
        school_class.title if school_class else "",
    )


def on_list(club_id: UUID, held_on: date) -> Sequence[Person]:
    """Who was a member on that day, in Kazakh order."""
    query = (
        select(Person)
        .join(ClubMember, ClubMember.student_id == Person.id)
        .where(
            ClubMember.club_id == club_id,
            ClubMember.since <= held_on,
            or_(ClubMember.state == MEMBER, ClubMember.left_on > held_on),
        )
        .order_by(Person.sort_key, Person.id)
    )
    return db.session.scalars(query).all()


def addable(club: Club) -> list[ClassStudent]:
    """Students who are not in the club: those of its grades first."""
    inside = set(
        db.session.scalars(
            select(ClubMember.student_id).where(ClubMember.club_id == club.id, ClubMember.state == MEMBER)
        )
    )
    fits = range(club.first_grade, club.last_grade + 1)
    free = [entry for entry in students() if entry.person.id not in inside]
    return sorted(free, key=lambda entry: entry.grade not in fits)


def clubs_of(student_id: UUID) -> list[Membership]:
    """The clubs of a student this school year, those on whose list the student waits last."""
    query = (
        select(Club, ClubMember, Person)
        .join(ClubMember, ClubMember.club_id == Club.id)
        .join(Person, Person.id == Club.leader_id)
        .where(
            running(),
            ClubMember.student_id == student_id,
            ClubMember.state.in_((MEMBER, WAITING)),
        )
        .order_by(ClubMember.state, Club.id)
    )
    return [Membership(club, member, leader.full_name) for club, member, leader in db.session.execute(query)]


def led_by(person_id: UUID) -> ColumnElement[bool]:
    """Criterion on `Person`: who is a member, or waits, in a club of that leader."""
    led = (
        select(ClubMember.student_id)
        .join(Club, Club.id == ClubMember.club_id)
        .where(Club.leader_id == person_id, ClubMember.state.in_((MEMBER, WAITING)))
    )
    return Person.id.in_(led)


def readable_by(actor: Actor) -> ColumnElement[bool]:
    """Criterion on `Person`: whose additional education somebody may read; an administrator everybody's."""
    if Role.ADMIN in actor.roles:
        return true()
    own = students_readable_by(actor.person_id)
    leads = led_by(actor.person_id) if actor.roles & {Role.TEACHER, Role.MENTOR} else false()
    return or_(own, leads)


def readable_student(student_id: UUID, actor: Actor) -> Person | None:
    """The student, if somebody may read about the student's additional education."""
    query = select(Person).where(Person.id == student_id, readable_by(actor))
    return db.session.scalars(query).first()
