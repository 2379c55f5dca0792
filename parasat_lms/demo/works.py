"""The works of one demonstration assignment: handed in by a class, and marked by the teachers of its course."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from parasat_lms.core import clock
from parasat_lms.core.db import db
from parasat_lms.demo import content
from parasat_lms.domain.rule_book import RuleBook
from parasat_lms.features.assignments.models import Assignment, Submission
from parasat_lms.features.courses.models import Course
from parasat_lms.features.marking import operations as marking
from parasat_lms.features.marking.operations import ChoiceInput, CommentInput, OpenAssessment, RowInput
from parasat_lms.features.marking.queries import Work, fingerprint
from parasat_lms.features.people.models import Person
from parasat_lms.features.rubrics.queries import RubricContent, rubric_content

ZONE = ZoneInfo("Asia/Almaty")
DRAFT = "green-yard", "waste-sorting"
"""Assignments that the school's demonstration student has begun and not handed in."""
LAST_SENTENCES_KEPT = 2
LAST_EVENING = date(2026, 11, 22)
EMPTY = fingerprint("")
"""What a teacher sees where no comment stands yet."""


@dataclass(frozen=True, slots=True)
class Written:
    """A work that was handed in, with the number of its student in the class list."""

    number: int
    student: Person
    work: content.Work
    submission: Submission


@dataclass(slots=True)
class TaskWorks:
    """What became of one task; `keys` are the rubric's rows as the content names them, `at` a moment of the content."""

    task: content.Task
    course: Course
    assignment: Assignment
    version_id: UUID
    keys: Sequence[str]
    assessors: Sequence[Person]
    at: Callable[..., datetime]
    written: list[Written] = field(default_factory=list)

    def hand_in(self, students: Sequence[Person], unfinished_of: Person) -> None:
        """Everybody of the class list hands in, except who has only begun."""
        rows = []
        for number, (student, work) in enumerate(zip(students, self.task.works, strict=True)):
            begun_only = self.task.key in DRAFT and student is unfinished_of
            moment = self._handed_in_at(number)
            text = work.text
            if begun_only:
                text = ". ".join(text.split(". ")[:LAST_SENTENCES_KEPT]) + "."
            submission = Submission(
                assignment_id=self.assignment.id,
                student_id=student.id,
                text=text,
                language=work.language,
                saved_at=moment,
                handed_in_at=None if begun_only else moment,
            )
            rows.append(submission)
            if not begun_only:
                self.written.append(Written(number, student, work, submission))
        db.session.add_all(rows)
        db.session.flush()

    def _handed_in_at(self, number: int) -> datetime:
        """The evening of the due day or one of the three before; the first of the class list is the earliest."""
        days_before = 3 if number == 0 else (number * 7 % 11) % 3
        return self.at(self.task.due - timedelta(days=days_before), 14 + number * 3 % 7, number * 13 % 60)

    def mark(self, grades: Mapping[UUID, int], book: RuleBook, plugins: frozenset[str]) -> None:
        """Mark what does not wait; each teacher returns what was marked in one evening together."""
        evenings: dict[tuple[UUID, int], list[OpenAssessment]] = {}
        latest: dict[tuple[UUID, int], datetime] = {}
        for written in self.written:
            number = written.number
            waits = self.task.term == 2 and number % 10 not in {3, 6, 9}
            if waits and number % 20 != 4:
                continue
            assessor = self.assessors[number % len(self.assessors)]
            evening, moment = (assessor.id, number % 4), self._marked_at(number)
            with clock.frozen_at(moment):
                opened = self._mark(written, grades[written.student.id], assessor.id, half_way=waits)
            if not waits:
                evenings.setdefault(evening, []).append(opened)
                latest[evening] = max(moment, latest.get(evening, moment))
        for (assessor_id, _day), together in evenings.items():
            with clock.frozen_at(latest[assessor_id, _day]):
                marking.return_works(together, assessor_id, book, plugins)

    def _marked_at(self, number: int) -> datetime:
        day = self.task.due + timedelta(days=2 + number % 4)
        return min(self.at(day, 18 + number % 4, number * 7 % 60), self.at(LAST_EVENING, 20))

    def _mark(self, written: Written, grade: int, assessor_id: UUID, *, half_way: bool) -> OpenAssessment:
        opened = marking.open_assessment(
            Work(
                submission=written.submission,
                student=written.student,
                assignment=self.assignment,
                course=self.course,
                grade=grade,
                worked_on=self._handed_in_at(written.number).astimezone(ZONE).date(),
                timezone=ZONE.key,
            )
        )
        inputs = list(self._inputs(rubric_content(self.version_id), written.work))
        if half_way:
            marking.save(opened, inputs[:2], assessor_id)
            return opened
        comment = written.work.comment
        marking.save(opened, inputs, assessor_id, CommentInput(comment, seen=EMPTY) if comment else None)
        return opened

    def _inputs(self, rubric: RubricContent, work: content.Work) -> Iterator[RowInput]:
        for key, criterion in zip(self.keys, rubric.criteria, strict=True):
            level = criterion.levels[work.levels[key]]
            choice = ChoiceInput(str(level.id), level.id, level.points_max, not_applicable=False, seen="")
            remark = work.remarks.get(key)
            yield RowInput(criterion, choice, CommentInput(remark, seen=EMPTY) if remark else None)
