"""`python -m benchmarks.credentials`: five hundred students are awarded a micro-qualification by one job."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

from flask import Flask
from parasat_microqualifications import NAME
from parasat_microqualifications.models import Credential, Enrolment, ModuleProof
from parasat_microqualifications.operations import issuing, keys
from parasat_microqualifications.queries import catalogue
from sqlalchemy import func, select

from parasat_lms.core import clock
from parasat_lms.core.db import db, school_scope
from parasat_lms.core.jobs import work_jobs
from parasat_lms.core.plugins import manager
from parasat_lms.core.unit_of_work import unit_of_work
from parasat_lms.domain.permissions import Role
from parasat_lms.features.marking.models import ActivityAssessment, ActivityAssessmentRow
from parasat_lms.features.people.models import Membership, Person
from parasat_lms.features.schools.operations import switch_plugin
from parasat_lms.testing import (
    SchoolForTests,
    application,
    migrate_everything,
    network_for_tests,
    school_for_tests,
)

STUDENTS = 500
BOUND = 30
"""Seconds of the processor that the job may take; the database is a file, so hardly anything else is waited for."""


def pass_students(school: SchoolForTests, count: int = STUDENTS) -> None:
    """Students who have passed every module; written as rows, because only the issuing is measured."""
    assessor, now = school.people[Role.TEACHER], clock.now()
    qualification = catalogue.qualifications()[0]
    for number in range(count):
        person = Person.named("Оқушы", f"№ {number}")
        db.session.add(person)
        db.session.flush()
        enrolment = Enrolment(
            student_id=person.id, qualification_id=qualification.id, state="passed", passed_at=now
        )
        db.session.add_all([Membership(person_id=person.id, role=Role.STUDENT), enrolment])
        db.session.flush()
        for module in qualification.modules:
            rubric = catalogue.rubric_of(module)
            proof = ModuleProof(
                enrolment_id=enrolment.id,
                module_id=module.id,
                kind="here",
                text="x",
                worked_on=now.date(),
                state="passed",
            )
            db.session.add(proof)
            db.session.flush()
            assessment = ActivityAssessment(
                plugin=NAME,
                activity_id=proof.id,
                student_id=person.id,
                rubric_version_id=rubric.version_id,
                title=module.title,
                worked_on=now.date() - timedelta(days=1),
                assessor_id=assessor,
            )
            db.session.add(assessment)
            db.session.flush()
            db.session.add_all(
                ActivityAssessmentRow(
                    activity_assessment_id=assessment.id,
                    criterion_id=criterion.id,
                    level_id=criterion.levels[2 + number % 2].id,
                    points=criterion.levels[2 + number % 2].points_max,
                )
                for criterion in rubric.criteria
            )
    db.session.flush()


def issue_many(app: Flask) -> float:
    """The seconds of the processor that the job takes, however busy the machine is."""
    with app.app_context():
        migrate_everything()
        with unit_of_work():
            school = school_for_tests(network_for_tests())
        with school_scope(school.id), unit_of_work():
            switch_plugin(manager().manifests[NAME], enabled=True)
            keys.found_issuer("https://lms.example")
            pass_students(school)
        with school_scope(school.id), unit_of_work():
            issuing.issue_waiting()
        began = process_time()
        work_jobs()
        seconds = process_time() - began
        with school_scope(school.id):
            issued = db.session.scalar(select(func.count(Credential.id)))
        assert issued == STUDENTS, f"{issued} of {STUDENTS}"
        db.session.remove()
        db.engine.dispose()
    return seconds


def measured() -> float:
    """The seconds in a database of its own."""
    with TemporaryDirectory(prefix="parasat-credentials-") as folder:
        return issue_many(application(f"sqlite:///{Path(folder) / 'many.sqlite3'}"))


def main() -> int:
    """Print the seconds; 1 where they are too many."""
    seconds = measured()
    print(f"{STUDENTS} credentials in three languages: {seconds:.1f} s (at most {BOUND} s)")
    return 0 if seconds < BOUND else 1


if __name__ == "__main__":
    raise SystemExit(main())
