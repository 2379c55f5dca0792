"""A school with one course of any size: what the benchmarks and the tests of statement counts walk through.

The rows go in by bulk, through the models, and the marks and the evidence are what `domain/` makes of the same
choices. Texts, rubric and names are the demonstration's, so that pages have the weight of real ones. The content
is the same each time; only the ids are new.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from parasat_lms.core import clock
from parasat_lms.core.db import current_school_id, db, new_id, school_scope
from parasat_lms.core.plugins import CriterionSeed, PluginManifest, manager
from parasat_lms.core.unit_of_work import unit_of_work
from parasat_lms.demo import content, words
from parasat_lms.demo.people import PASSWORD, names
from parasat_lms.domain.permissions import Role
from parasat_lms.domain.rubrics import AttributeShare, Choice, attribute_shares, score
from parasat_lms.domain.rule_book import MarkDecision, decide_mark
from parasat_lms.features.assignments.models import Assignment, AssignmentKind, Submission
from parasat_lms.features.branding.operations import choose_theme
from parasat_lms.features.courses.models import Course, CourseTeacher, Enrolment
from parasat_lms.features.marking.models import Assessment, AssessmentRow, AssessorRole, Evidence
from parasat_lms.features.people.models import ClassMembership, Membership, Person, SchoolClass
from parasat_lms.features.people.operations import hashed, open_account
from parasat_lms.features.rubrics.operations import make_rubric, publish_framework
from parasat_lms.features.rubrics.queries import (
    CriterionContent,
    RubricContent,
    attributes_of,
    rubric_content,
)
from parasat_lms.features.schools.operations import found_network, found_school, plan_year, switch_plugin
from parasat_lms.features.schools.queries import rule_book

PLUGINS = Path(__file__).resolve().parents[1] / "plugins"
GRADE = 8
YEAR = (date(2026, 9, 1), date(2026, 12, 30))
FIRST_DUE = date(2026, 9, 7)
DAYS_BETWEEN = 3
WAITING_SHARE = 4
"""One in so many assignments, the latest, has not been returned to anybody."""
HALF_MARKED = 5
"""One in so many waiting works has its first rows marked."""
ROWS_OF_HALF = 2
PATTERNS = 12
"""Different ways in which a work is marked; each is computed once, however many works have it."""
BATCH = 5_000

Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Marked:
    """One way of marking a work, and what it comes to."""

    levels: tuple[tuple[UUID, UUID, Decimal], ...]
    percent: Decimal | None
    decision: MarkDecision
    shares: tuple[AttributeShare, ...]


def found_crowd(slug: str, students: int, assignments: int) -> None:
    """Found a school with `students` in one course of `assignments`, every one of which everybody has handed in.

    The last quarter of the assignments waits to be marked. A second course, with one assignment that went back to
    everybody, gives the evidence a second source. The accounts are `teacher.<slug>` and `student.<slug>`.
    """
    with clock.frozen_at(_moment(YEAR[0], 9)), unit_of_work():
        network = found_network(words.NETWORK)
        publish_framework(network.id, words.FRAMEWORK, words.ATTRIBUTES, valid_from=YEAR[0])
        school = found_school(
            network, slug, name=words.SCHOOL_NAMES["alatau"], place=words.PLACES["alatau"], language="kk"
        )
        network_id, school_id = network.id, school.id
    with school_scope(school_id):
        crowd = Crowd(slug, network_id)
        with clock.frozen_at(_moment(YEAR[0], 9)), unit_of_work():
            crowd.open(students)
        with unit_of_work():
            crowd.assign(crowd.second_course_id, 0, waits=False)
        for number in range(assignments):
            with unit_of_work():
                waits = number >= assignments - max(assignments // WAITING_SHARE, 1)
                crowd.assign(crowd.course_id, number, waits=waits)


def own_plugins() -> list[PluginManifest]:
    """The plug-ins that are developed beside the core: what is measured is neither a guest's nor a test's."""
    own = {folder.name.replace("-", "_") for folder in PLUGINS.iterdir()}
    return [manifest for manifest in manager().switchable if manifest.name in own]


def _moment(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), UTC)


class Crowd:
    """Fills one school; the current scope is that school's."""

    def __init__(self, slug: str, network_id: UUID) -> None:
        self.slug, self.network_id = slug, network_id
        self.book = rule_book(network_id, current_school_id())
        self.tasks = content.tasks("alatau", "kk")
        self.texts = [work.text for task in self.tasks for work in task.works]

    # --- the school, its people, the course -------------------------------------------------------------------

    def open(self, students: int) -> None:
        """The school with its programmes, its people, the course and the rubric."""
        for manifest in own_plugins():
            switch_plugin(manifest, enabled=True)
        choose_theme(words.THEMES["alatau"])
        year, terms = plan_year("2026/2027", [YEAR])
        self.term_id = terms[0].id
        password_hash = hashed(PASSWORD)
        people = names("alatau")
        self.teacher_id = self._person(next(people), Role.TEACHER, "teacher", password_hash)
        first_id = self._person(next(people), Role.STUDENT, "student", password_hash)
        self.student_ids = [first_id, *self._students(islice(people, students - 1))]
        self._class(year.id)
        self.course_id = self._course(year.id, "crowded", 0)
        self.second_course_id = self._course(year.id, "second", 1)
        self.rubric = self._rubric()
        self.marked = [self._marked(number) for number in range(PATTERNS)]

    def _person(self, name: tuple[str, str], role: Role, login: str, password_hash: str) -> UUID:
        account = open_account(f"{login}.{self.slug}", password_hash)
        person = Person.named(*name, account_id=account.id)
        db.session.add(person)
        db.session.flush()
        db.session.add(Membership(person_id=person.id, role=role))
        return person.id

    def _students(self, people: Iterator[tuple[str, str]]) -> list[UUID]:
        """Students without an account: most of a school never signs in on a benchmark's day."""
        rows = []
        for name in people:
            person = Person.named(*name)
            keys = {"sort_key": person.sort_key, "search_key": person.search_key}
            rows.append({"id": new_id(), "family_name": name[0], "given_name": name[1], **keys})
        _insert(Person, rows)
        _insert(Membership, [{"person_id": row["id"], "role": Role.STUDENT} for row in rows])
        return [row["id"] for row in rows]

    def _class(self, year_id: UUID) -> None:
        school_class = SchoolClass(year_id=year_id, grade=GRADE, letter="А", class_teacher_id=self.teacher_id)
        db.session.add(school_class)
        db.session.flush()
        _insert(
            ClassMembership, [{"class_id": school_class.id, "student_id": id_} for id_ in self.student_ids]
        )

    def _course(self, year_id: UUID, code: str, number: int) -> UUID:
        title = self.tasks[number].title
        course = Course(year_id=year_id, code=code, plugin="", subject_code="", title=title)
        db.session.add(course)
        db.session.flush()
        db.session.add(CourseTeacher(course_id=course.id, teacher_id=self.teacher_id))
        _insert(
            Enrolment,
            [{"course_id": course.id, "student_id": id_, "grade": GRADE} for id_ in self.student_ids],
        )
        return course.id

    def _rubric(self) -> RubricContent:
        """The demonstration's longest rubric."""
        criteria: dict[str, CriterionSeed] = content.own_criteria()
        for manifest in own_plugins():
            criteria |= {row.key: row for row in manifest.rubric_seeds}
        longest = max(content.rubrics().values(), key=lambda rubric: len(rubric.criteria))
        version = make_rubric(
            longest.title,
            longest.description,
            [criteria[key] for key in longest.criteria],
            attributes_of(self.network_id),
        )
        return rubric_content(version.id)

    # --- works ------------------------------------------------------------------------------------------------

    def _marked(self, number: int) -> Marked:
        levels = [_level(criterion, number, place) for place, criterion in enumerate(self.rubric.criteria)]
        choices = [Choice(criterion_id, points) for criterion_id, _, points in levels]
        total = score(self.rubric.specs, choices)
        return Marked(
            levels=tuple(levels),
            percent=total.percent,
            decision=decide_mark(total.percent, self.book, on=FIRST_DUE, grade=GRADE, subject_kind="marked"),
            shares=attribute_shares(self.rubric.specs, choices),
        )

    def assign(self, course_id: UUID, number: int, *, waits: bool) -> None:
        """One assignment with everybody's work: all of them wait, or all are returned."""
        task = self.tasks[number % len(self.tasks)]
        due = FIRST_DUE + timedelta(days=DAYS_BETWEEN * number)
        assignment = Assignment(
            course_id=course_id,
            term_id=self.term_id,
            rubric_version_id=self.rubric.version_id,
            kind=AssignmentKind.UNIT_SUMMATIVE,
            title=task.title,
            instructions=task.instructions,
            opens_on=due - timedelta(days=10),
            due_on=due,
        )
        db.session.add(assignment)
        db.session.flush()
        returned_at = None if waits else _moment(due + timedelta(days=2), 18)
        works = [
            {
                "id": new_id(),
                "assignment_id": assignment.id,
                "student_id": student_id,
                "text": self.texts[(place + number) % len(self.texts)],
                "language": "kk",
                "saved_at": (moment := _moment(due, 14 + place * 3 % 7, place * 13 % 60)),
                "handed_in_at": moment,
                "returned_at": returned_at,
            }
            for place, student_id in enumerate(self.student_ids)
        ]
        _insert(Submission, works)
        if waits:
            self._mark_halves(works)
        else:
            self._return(works, course_id, number)

    def _mark_halves(self, works: Rows) -> None:
        begun = works[::HALF_MARKED]
        assessments = [self._assessment(work) for work in begun]
        _insert(Assessment, assessments)
        _insert(
            AssessmentRow,
            [
                row
                for place, assessment in enumerate(assessments)
                for row in self._rows(assessment, self.marked[place % PATTERNS], first=ROWS_OF_HALF)
            ],
        )

    def _return(self, works: Rows, course_id: UUID, number: int) -> None:
        assessments, rows, evidence = [], [], []
        for place, work in enumerate(works):
            marked = self.marked[(place + number) % PATTERNS]
            assessment = self._assessment(work)
            assessment |= {
                "comment": self.tasks[0].works[place % len(self.tasks[0].works)].comment,
                "returned_at": work["returned_at"],
                "returned_by": self.teacher_id,
                "percent": marked.percent,
                "mark": marked.decision.mark,
                "passed": marked.decision.passed,
            }
            assessments.append(assessment)
            rows += self._rows(assessment, marked)
            evidence += self._evidence(work, assessment, marked, course_id)
        _insert(Assessment, assessments)
        _insert(AssessmentRow, rows)
        _insert(Evidence, evidence)

    def _assessment(self, work: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "id": new_id(),
            "submission_id": work["id"],
            "rubric_version_id": self.rubric.version_id,
            "role": AssessorRole.TEACHER,
            "comment": "",
        }

    def _rows(self, assessment: Mapping[str, Any], marked: Marked, first: int | None = None) -> Rows:
        return [
            {
                "assessment_id": assessment["id"],
                "criterion_id": criterion_id,
                "level_id": level_id,
                "points": points,
                "changed_by": self.teacher_id,
            }
            for criterion_id, level_id, points in marked.levels[:first]
        ]

    def _evidence(
        self, work: Mapping[str, Any], assessment: Mapping[str, Any], marked: Marked, course_id: UUID
    ) -> Rows:
        level_of = {criterion_id: level_id for criterion_id, level_id, _ in marked.levels}
        return [
            {
                "student_id": work["student_id"],
                "attribute_id": share.attribute_id,
                "points": share.points,
                "maximum": share.maximum,
                "weight": share.weight,
                "plugin": "marking",
                "source_id": course_id,
                "course_id": course_id,
                "assessment_id": assessment["id"],
                "criterion_id": share.criterion_id,
                "level_id": level_of[share.criterion_id],
                "assessor_id": self.teacher_id,
                "worked_on": work["handed_in_at"].date(),
            }
            for share in marked.shares
        ]


def _level(criterion: CriterionContent, pattern: int, place: int) -> tuple[UUID, UUID, Decimal]:
    """The level that a pattern chooses: the better ones more often, as in a class."""
    level = criterion.levels[-1 - (pattern * (place + 1) % 5) % len(criterion.levels)]
    return criterion.id, level.id, level.points_max


def _insert(model: type[Any], rows: Sequence[dict[str, Any]]) -> None:
    for start in range(0, len(rows), BATCH):
        db.session.execute(insert(model), rows[start : start + BATCH])
