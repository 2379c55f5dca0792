"""What the teachers of a demonstration school plan: a draft, a work on paper, an extension, two attempts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from parasat_lms.core import clock
from parasat_lms.core.files import receive
from parasat_lms.demo.drawings import steppe
from parasat_lms.domain.rule_book import RuleBook
from parasat_lms.features.assignments.forms.setting import WAYS
from parasat_lms.features.assignments.models import DAY_BEGINS, DAY_ENDS, Assignment, AttemptRule, Submission
from parasat_lms.features.assignments.operations import (
    Wish,
    extend,
    keep_files,
    publish,
    save_work,
    set_assignment,
    take_papers,
    try_again,
)
from parasat_lms.features.assignments.queries import tasks_of
from parasat_lms.features.courses.models import Course
from parasat_lms.features.people.models import Person
from parasat_lms.features.schools.models import Term


@dataclass(frozen=True, slots=True)
class Planner:
    """Plans for one course; `at` gives a moment of the content's calendar, `shift` moves its days to today's."""

    course: Course
    term: Term
    rubrics: Mapping[str, UUID]
    students: Sequence[Person]
    teacher: Person
    book: RuleBook
    language: str
    timezone: str
    shift: timedelta
    at: Callable[[date, int], datetime]
    mark: Callable[[Assignment, Submission, Mapping[str, Any]], None]

    def carry_out(self, plan: Mapping[str, Any]) -> None:
        """Set the assignment and do what the plan says besides."""
        with clock.frozen_at(self.at(plan["opens"] - timedelta(days=3), 15)):
            assignment = set_assignment(self.course, self._wish(plan), self.book)
            if plan.get("status") == "draft":
                return
            publish(assignment, self.course, self.book)
        if papers := plan.get("papers"):
            with clock.frozen_at(self.at(plan["due"], 17)):
                ids = [student.id for student in self.students[:papers]]
                take_papers(assignment, ids, self.language, self.timezone)
        if drawing := plan.get("drawing"):
            self._draw(assignment, plan["opens"] + timedelta(days=3), drawing)
        if extension := plan.get("extension"):
            self._extend(assignment, plan, extension)
        for number, attempt in enumerate(plan.get("attempts", ())):
            self._attempt(assignment, plan["opens"] + timedelta(days=2 + number * 6), attempt)

    def _wish(self, plan: Mapping[str, Any]) -> Wish:
        takes_text, takes_link, on_paper, takes_files = WAYS[plan.get("taken", "text")]
        return Wish(
            title=plan["title"],
            instructions=plan["instructions"],
            kind=plan["kind"],
            term_id=self.term.id,
            rubric_version_id=self.rubrics[plan["rubric"]],
            opens_on=plan["opens"] + self.shift,
            opens_time=plan.get("opens_time", DAY_BEGINS),
            due_on=plan["due"] + self.shift,
            due_time=plan.get("due_time", DAY_ENDS),
            objectives=tuple(plan["objectives"]),
            takes_text=takes_text,
            takes_link=takes_link,
            on_paper=on_paper,
            max_attempts=plan.get("max_attempts", 1),
            attempt_rule=AttemptRule.LATEST,
            late_policy=plan.get("late_policy", "mark_late"),
            late_days=plan.get("late_days", 0),
            most_files=3 if takes_files else 0,
            file_kinds=("picture", "pdf") if takes_files else (),
        )

    def _draw(self, assignment: Assignment, day: date, drawing: Mapping[str, Any]) -> None:
        """Another student than the one who signs in hands in a picture with a few words."""
        student = self.students[1]
        with clock.frozen_at(self.at(day, 18)):
            picture = receive(steppe(), drawing["name"], assignment.file_kinds, assignment.most_bytes)
            keep_files(assignment, student.id, [picture], self.language)
            save_work(assignment.id, student.id, drawing["text"], self.language, hand_in=True)

    def _extend(self, assignment: Assignment, plan: Mapping[str, Any], extension: Mapping[str, Any]) -> None:
        with clock.frozen_at(self.at(plan["opens"] + timedelta(days=3), 16)):
            extend(
                assignment,
                self.students[0].id,
                1,
                due_on=extension["due"] + self.shift,
                due_time=assignment.due_time,
                reason=extension["reason"],
                by=self.teacher.id,
                timezone=self.timezone,
            )

    def _attempt(self, assignment: Assignment, day: date, attempt: Mapping[str, Any]) -> None:
        student = self.students[0]
        with clock.frozen_at(self.at(day, 18)):
            (task,) = tasks_of(student.id, assignment.id)
            if task.attempts:
                try_again(task)
            work = save_work(assignment.id, student.id, attempt["text"], self.language, hand_in=True)
        if "levels" in attempt:
            with clock.frozen_at(self.at(day + timedelta(days=2), 19)):
                self.mark(assignment, work, attempt)
