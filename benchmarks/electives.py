"""`python -m benchmarks.electives`: a thousand students with five wishes each share out forty electives."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from uuid import UUID

from flask import Flask
from parasat_programme import NAME, queries
from parasat_programme.models import Choice, ElectiveOffer, ElectiveRound, Placement, Wish
from parasat_programme.operations import rounds
from parasat_programme.operations.catalogue import add_subject, insert_rows
from parasat_programme.queries import sharing
from sqlalchemy import func, select

from parasat_lms.core import clock
from parasat_lms.core.db import db, find, new_id, school_scope
from parasat_lms.core.plugins import manager
from parasat_lms.core.unit_of_work import unit_of_work
from parasat_lms.domain.localized import LocalizedText
from parasat_lms.domain.permissions import Role
from parasat_lms.features.people.models import ClassMembership, Membership, Person, SchoolClass
from parasat_lms.features.schools.operations import plan_year, switch_plugin
from parasat_lms.testing import application, migrate_everything, network_for_tests, school_for_tests

STUDENTS, WISHES, ELECTIVES = 1000, 5, 40
PLACES, MINIMUM = 24, 8
"""Fewer places than students in all, so that turns, waiting lists and electives that do not open all happen."""
SIZE = f"{STUDENTS}x{WISHES}x{ELECTIVES}"
BOUND = 5
"""Seconds of the processor that looking at the outcome and publishing it may take together."""


def choose_electives(teacher_id: UUID) -> ElectiveRound:
    """A closed round in which everybody has chosen, the first electives more often than the last; written as rows."""
    now = clock.now()
    year, _terms = plan_year("benchmark", [(now.date() - timedelta(60), now.date() + timedelta(120))])
    made = rounds.make_round(
        year_id=year.id,
        title=LocalizedText("Кезең"),
        period=(now.date() + timedelta(30), now.date() + timedelta(90)),
        window=(now - timedelta(2), now + timedelta(1)),
        electives_each=2,
        seed="benchmark",
    )
    subjects = list(queries.to_choose_from())
    while len(subjects) < ELECTIVES:
        title = LocalizedText(f"Таңдау пәні {len(subjects)}")
        subjects.append(
            add_subject(
                title=title,
                area=subjects[0].area,
                level="elective",
                grades=(8, 8),
                weekly_hours=Decimal(1),
                attributes=("GA1",),
            )
        )
    offers = [
        {
            "round_id": made.id,
            "id": new_id(),
            "subject_id": subjects[number].id,
            "teacher_id": teacher_id,
            "places": PLACES,
            "minimum": MINIMUM,
            "first_grade": 8,
            "last_grade": 8,
            "weekly_hours": Decimal(1),
            "condition": LocalizedText(),
            "note": LocalizedText(),
        }
        for number in range(ELECTIVES)
    ]
    insert_rows(ElectiveOffer, offers)
    rounds.announce(made)
    school_class = SchoolClass(year_id=year.id, grade=8, letter="А", class_teacher_id=None)
    people = [Person.named("Оқушы", f"№ {number}") for number in range(STUDENTS)]
    db.session.add_all([school_class, *people])
    db.session.flush()
    insert_rows(Membership, [{"person_id": one.id, "role": Role.STUDENT} for one in people])
    insert_rows(ClassMembership, [{"class_id": school_class.id, "student_id": one.id} for one in people])
    choices = [
        {"id": new_id(), "round_id": made.id, "student_id": one.id, "chosen_at": now} for one in people
    ]
    insert_rows(Choice, choices)
    insert_rows(
        Wish,
        [
            {"choice_id": choice["id"], "offer_id": offers[place]["id"], "rank": rank}
            for number, choice in enumerate(choices)
            for rank, place in enumerate(_wished(number), 1)
        ],
    )
    made.closes_at = now - timedelta(minutes=1)
    db.session.flush()
    return made


def _wished(number: int) -> list[int]:
    """Five different electives; by the square the first ones are asked for far more often than there are places."""
    first = (number * number // STUDENTS) * ELECTIVES // STUDENTS
    return [(first + step * (1 + number % 7)) % ELECTIVES for step in range(WISHES)]


def share_out(app: Flask) -> float:
    """The seconds of the processor for the preview and for its publication, however busy the machine is."""
    with app.app_context():
        migrate_everything()
        with unit_of_work():
            school = school_for_tests(network_for_tests())
        with school_scope(school.id):
            with unit_of_work():
                switch_plugin(manager().manifests[NAME], enabled=True)
                round_id = choose_electives(school.people[Role.TEACHER]).id
            began = process_time()
            with unit_of_work():
                seen = sharing.shared(_round(round_id)).allocation.fingerprint
            with unit_of_work():
                rounds.publish(_round(round_id), seen, open_courses=False)
            seconds = process_time() - began
            given = db.session.scalar(select(func.count(Placement.id))) or 0
        assert STUDENTS / 2 < given <= PLACES * ELECTIVES, f"{given} places were given"
        db.session.remove()
        db.engine.dispose()
    return seconds


def _round(round_id: UUID) -> ElectiveRound:
    found = find(ElectiveRound, round_id)
    if found is None:
        raise LookupError("the round is gone")
    return found


def measured() -> float:
    """The seconds in a database of its own."""
    with TemporaryDirectory(prefix="parasat-electives-") as folder:
        return share_out(application(f"sqlite:///{Path(folder) / 'electives.sqlite3'}"))


def main() -> int:
    """Print the seconds; 1 where they are too many."""
    seconds = measured()
    print(f"electives shared out, {SIZE}: {seconds:.1f} s (at most {BOUND} s)")
    return 0 if seconds < BOUND else 1


if __name__ == "__main__":
    raise SystemExit(main())
