"""One demonstration school: its people, courses, assignments, works, and how its teachers marked a part of them."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from parasat_lms.core import clock
from parasat_lms.core.db import current_school_id, db
from parasat_lms.core.plugins import CriterionSeed, manager
from parasat_lms.core.unit_of_work import unit_of_work
from parasat_lms.demo import content, words
from parasat_lms.demo.comments import fill_bank
from parasat_lms.demo.moderation import mark_a_second_time
from parasat_lms.demo.people import ROLES, names
from parasat_lms.demo.plans import Planner
from parasat_lms.demo.rubrics import fill_shelves, improve
from parasat_lms.demo.works import EMPTY, ZONE, TaskWorks
from parasat_lms.domain.permissions import Role
from parasat_lms.features.assignments.models import Assignment, Submission
from parasat_lms.features.branding.operations import choose_theme, write_identity
from parasat_lms.features.courses import operations as courses
from parasat_lms.features.courses.models import Course
from parasat_lms.features.marking import operations as marking
from parasat_lms.features.marking.operations import ChoiceInput, CommentInput, RowInput
from parasat_lms.features.marking.queries import Work
from parasat_lms.features.people.hooks import DemoYear
from parasat_lms.features.people.models import ClassMembership, Guardianship, Membership, Person, SchoolClass
from parasat_lms.features.people.operations import open_account
from parasat_lms.features.people.queries import people_in_role, students
from parasat_lms.features.rubrics.models import RubricScope, RubricVersion
from parasat_lms.features.rubrics.operations import make_rubric
from parasat_lms.features.rubrics.queries import attributes_of, rubric_content
from parasat_lms.features.schools.models import Term
from parasat_lms.features.schools.operations import plan_year, switch_plugin
from parasat_lms.features.schools.queries import current_year, rule_book

PROGRAMMES = frozenset(
    {"parasat_programme", "parasat_zholy", "parasat_horizons", "parasat_microqualifications"}
)
"""What the schools have switched on; whatever else is installed stands under "Programmes", switched off."""
TERMS = ((date(2026, 9, 1), date(2026, 10, 25)), (date(2026, 11, 2), date(2026, 12, 30)))
CLASSES = ((1, "А", 15), (5, "А", 20), (8, "Б", 20), (10, "А", 20))
TEACHERS = 10
# Courses: the subject they are opened from, the grades that attend, and the teachers by number.
COURSES: dict[str, tuple[dict[str, str] | str, tuple[int, ...], tuple[int, ...]]] = {
    "native-1": ("literacy", (1,), (2,)),
    "emotions-1": ("abc-of-feelings", (1,), (3,)),
    "science-5": ("natural-science", (5,), (4,)),
    "history-8": ("kazakhstan-history", (8,), (1,)),
    "literature-8": ({"alatau": "kazakh-literature", "saryarka": "russian-literature"}, (8,), (0,)),
    "geography-10": ("geography", (10,), (5,)),
    "wellbeing-5-8": ("know-yourself", (5, 8), (6, 7)),
    "debate-8-10": ("debate", (8, 10), (0, 1)),
    "eco-8-10": ("eco-project", (8, 10), (8, 9)),
}
TODAY = date(2026, 11, 23)
"""The day on which the content is looked at, before it is shifted."""
SCHOOL_DAYS = 5
FIRST_LESSON = time(8, 30)
LESSON, LESSON_AND_BREAK = timedelta(minutes=45), timedelta(minutes=55)
LIVING = "literature"
"""The rubric that has a second version."""


class Founder:
    """Founds one school; the current scope is that school's, the interface speaks its language."""

    def __init__(
        self, slug: str, network_id: UUID, overseer_account: UUID, password_hash: str, shift: timedelta
    ) -> None:
        self.slug, self.network_id, self.overseer_account = slug, network_id, overseer_account
        self.password_hash, self.shift = password_hash, shift
        self.book = rule_book(network_id, current_school_id())
        self.programmes = [manifest for manifest in manager().switchable if manifest.name in PROGRAMMES]
        self.plugins = frozenset(manifest.name for manifest in self.programmes)
        self.language = words.LANGUAGES[slug]
        self.names = names(slug)
        self.students: dict[int, list[Person]] = {}
        self.teachers: list[Person] = []
        self.courses: dict[str, Course] = {}
        self.grades: dict[UUID, int] = {}

    def found(self) -> None:
        """Everything, in the order in which a real school would do it."""
        with clock.frozen_at(self._at(date(2026, 8, 25), 9)):
            with unit_of_work():
                self._plug_in()
                self._introduce()
                year_id, terms = self._plan()
                self._people(year_id)
                self._open_courses(year_id)
            with unit_of_work():
                rubrics = self._rubrics()
        for task in content.tasks(self.slug, self.language):
            with unit_of_work():
                self._assign(task, terms[task.term - 1], rubrics[task.rubric])
        with unit_of_work():
            self._plan_ahead(terms, rubrics)
        with clock.frozen_at(self._at(date(2026, 11, 20), 15)), unit_of_work():
            self._let_rubrics_live(rubrics)
        with clock.frozen_at(self._at(date(2026, 11, 22), 18)), unit_of_work():
            mark_a_second_time(self.courses["geography-10"], self.teachers[5], self.teachers[0], ZONE.key)
        with clock.frozen_at(self._at(TODAY, 8)), unit_of_work():
            manager().announce("demonstrate", self.plugins, year=self._as_demo_year(terms))

    def _as_demo_year(self, terms: Sequence[Term]) -> DemoYear:
        year = current_year()
        if year is None:
            raise LookupError("the school has no year")
        return DemoYear(
            slug=self.slug,
            language=self.language,
            today=TODAY + self.shift,
            year=year,
            terms=tuple(terms),
            teachers=tuple(self.teachers),
            students=tuple(students()),
            parents=tuple(people_in_role(Role.PARENT)),
            mentors=tuple(people_in_role(Role.MENTOR)),
            psychologists=tuple(people_in_role(Role.PSYCHOLOGIST)),
            administrators=tuple(people_in_role(Role.ADMIN)),
        )

    def _at(self, day: date, hour: int, minute: int = 0) -> datetime:
        return datetime.combine(day + self.shift, time(hour, minute), ZONE).astimezone(UTC)

    # --- the school itself ------------------------------------------------------------------------------------

    def _plug_in(self) -> None:
        for manifest in self.programmes:
            switch_plugin(manifest, enabled=True)

    def _introduce(self) -> None:
        choose_theme(words.THEMES[self.slug])
        write_identity(
            motto=words.MOTTOS[self.slug],
            vision=words.VISION,
            mission=words.MISSION,
            goal=words.GOAL,
            tasks=words.TASKS,
        )

    def _plan(self) -> tuple[UUID, list[Term]]:
        first = TERMS[0][0] + self.shift
        spans = [(begin + self.shift, end + self.shift) for begin, end in TERMS]
        year, terms = plan_year(f"{first.year}/{first.year + 1}", spans)
        return year.id, terms

    # --- people -----------------------------------------------------------------------------------------------

    def _person(self, *roles: Role, login: str | None = None, name: tuple[str, str] | None = None) -> Person:
        account = open_account(f"{login}.{self.slug}", self.password_hash).id if login else None
        person = Person.named(*(name or next(self.names)), account_id=account)
        db.session.add(person)
        db.session.flush()
        db.session.add_all(Membership(person_id=person.id, role=role) for role in roles)
        return person

    def _people(self, year_id: UUID) -> None:
        logins = {0: "teacher", 1: "teacher2"}
        self.teachers = [self._person(Role.TEACHER, login=logins.get(number)) for number in range(TEACHERS)]
        for login in ROLES:
            if login in {"mentor", "psychologist", "admin"}:
                self._person(Role(login), login=login)
        overseer = self._person(Role.NETWORK)
        overseer.account_id = self.overseer_account
        for number, (grade, letter, size) in enumerate(CLASSES):
            self._class(year_id, grade, letter, size, self.teachers[number])
        self._families()

    def _class(self, year_id: UUID, grade: int, letter: str, size: int, class_teacher: Person) -> None:
        school_class = SchoolClass(
            year_id=year_id, grade=grade, letter=letter, class_teacher_id=class_teacher.id
        )
        db.session.add(school_class)
        db.session.flush()
        students = [
            self._person(Role.STUDENT, login="student" if (grade, number) == (8, 0) else None)
            for number in range(size)
        ]
        db.session.add_all(
            ClassMembership(class_id=school_class.id, student_id=student.id) for student in students
        )
        self.students[grade] = students

    def _families(self) -> None:
        """A parent for every student; the one with an account has two children at the school."""
        pair = (self.students[8][0], self.students[5][0])
        parent = self._person(Role.PARENT, login="parent", name=(pair[0].family_name, next(self.names)[1]))
        db.session.add_all(Guardianship(guardian_id=parent.id, student_id=child.id) for child in pair)
        for classmates in self.students.values():
            for student in classmates:
                if student not in pair:
                    guardian = self._person(Role.PARENT, name=(student.family_name, next(self.names)[1]))
                    db.session.add(Guardianship(guardian_id=guardian.id, student_id=student.id))

    # --- courses and rubrics ----------------------------------------------------------------------------------

    def _open_courses(self, year_id: UUID) -> None:
        subjects = courses.subjects(self.plugins)
        for code, (subject, grades, teachers) in COURSES.items():
            chosen = subject if isinstance(subject, str) else subject[self.slug]
            course = courses.open_course(subjects[chosen], year_id=year_id, code=code, grade=grades[0])
            self.courses[code] = course
            self._schedule(course)
            for number in teachers:
                courses.assign_teacher(course.id, self.teachers[number].id)
            for grade in grades:
                for student in self.students[grade]:
                    courses.enrol(course.id, student.id, grade)
                    self.grades[student.id] = grade
        db.session.flush()

    def _schedule(self, course: Course) -> None:
        """Every course at an hour of its own, so that no student is in two places; on as many days as it has hours."""
        hours = min(int(course.weekly_hours), SCHOOL_DAYS)
        starts = datetime.combine(TODAY, FIRST_LESSON) + (len(self.courses) - 1) * LESSON_AND_BREAK
        for number in range(hours):
            weekday = (len(self.courses) + number * 2) % SCHOOL_DAYS + 1
            courses.schedule(course.id, weekday, starts.time(), (starts + LESSON).time())

    def _rubrics(self) -> dict[str, tuple[RubricVersion, list[str]]]:
        """The rubrics, each with the keys of its criteria: rows of the programmes beside the school's own."""
        criteria: dict[str, CriterionSeed] = content.own_criteria()
        for manifest in self.programmes:
            criteria |= {row.key: row for row in manifest.rubric_seeds if isinstance(row, CriterionSeed)}
        attributes = attributes_of(self.network_id)
        made = {}
        for key, rubric in content.rubrics().items():
            chosen = [criteria[name] for name in rubric.criteria]
            of_team = {"owner_id": self._keeper.id, "scope": RubricScope.TEAM, "team": self._team}
            version = make_rubric(
                rubric.title,
                rubric.description,
                chosen,
                attributes,
                **(of_team if key == LIVING else {}),  # type: ignore[arg-type]
            )
            made[key] = (version, list(rubric.criteria))
        return made

    def _let_rubrics_live(self, rubrics: dict[str, tuple[RubricVersion, list[str]]]) -> None:
        """The teacher of literature has rubrics of every kind, and has improved the one that works are marked with."""
        attributes = attributes_of(self.network_id)
        fill_shelves(self._keeper.id, self._team, self.network_id, attributes)
        improve(rubrics[LIVING][0].id, self._keeper.id, attributes)
        fill_bank(self._keeper.id, rubric_content(rubrics[LIVING][0].id))

    @property
    def _keeper(self) -> Person:
        """The teacher of literature, whose rubrics the demonstration shows."""
        return self.teachers[COURSES["literature-8"][2][0]]

    @property
    def _team(self) -> str:
        return self.courses["literature-8"].subject_code

    # --- assignments and works --------------------------------------------------------------------------------

    def _assign(self, task: content.Task, term: Term, rubric: tuple[RubricVersion, list[str]]) -> None:
        course = self.courses[task.course]
        with clock.frozen_at(self._at(task.due - timedelta(days=10), 9)):
            assignment = Assignment(
                course_id=course.id,
                term_id=term.id,
                rubric_version_id=rubric[0].id,
                kind=task.kind,
                title=task.title,
                instructions=task.instructions,
                opens_on=task.due - timedelta(days=10) + self.shift,
                due_on=task.due + self.shift,
                objectives=list(task.objectives),
            )
            db.session.add(assignment)
            db.session.flush()
        assessors = [self.teachers[number] for number in COURSES[task.course][2]]
        works = TaskWorks(task, course, assignment, rubric[0].id, rubric[1], assessors, self._at)
        works.hand_in(self._class_list(task), unfinished_of=self.students[8][0])
        works.mark(self.grades, self.book, self.plugins)

    def _plan_ahead(self, terms: Sequence[Term], rubrics: dict[str, tuple[RubricVersion, list[str]]]) -> None:
        for plan in content.plans(self.slug, self.language):
            course, versions = self.courses[plan["course"]], rubrics[plan["rubric"]]
            teacher = self.teachers[COURSES[plan["course"]][2][0]]

            def mark(
                assignment: Assignment,
                work: Submission,
                given: Mapping[str, Any],
                version: UUID = versions[0].id,
                course: Course = course,
                teacher: Person = teacher,
            ) -> None:
                student = self.students[8][0]
                grade, day = self.grades[student.id], clock.now().astimezone(ZONE).date()
                criteria = rubric_content(version).criteria
                chosen = [c.levels[level] for c, level in zip(criteria, given["levels"], strict=True)]
                rows = [
                    RowInput(c, ChoiceInput(str(level.id), level.id, level.points_max, False, seen=""))
                    for c, level in zip(criteria, chosen, strict=True)
                ]
                opened = marking.open_assessment(
                    Work(work, student, assignment, course, grade, day, ZONE.key)
                )
                marking.save(opened, rows, teacher.id, CommentInput(given["comment"], seen=EMPTY))
                marking.return_work(opened, teacher.id, self.book, self.plugins)

            Planner(
                course=course,
                term=terms[1],
                rubrics={key: version.id for key, (version, _keys) in rubrics.items()},
                students=self.students[8],
                teacher=teacher,
                book=self.book,
                language=self.language,
                timezone=ZONE.key,
                shift=self.shift,
                at=self._at,
                mark=mark,
            ).carry_out(plan)

    def _class_list(self, task: content.Task) -> list[Person]:
        grades = COURSES[task.course][1]
        return [student for grade in grades for student in self.students[grade]]
