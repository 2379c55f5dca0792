"""Second markings as tests arrange them: asked for by the teacher, marked by a colleague."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Flask

from parasat_lms.features.marking.models import SecondMarking
from tests.factories.desk import whole
from tests.factories.people import Someone
from tests.factories.schools import TestSchool, stored
from tests.factories.visitors import Visitor


def wish(school: TestSchool, **changes: Any) -> dict[str, Any]:
    """What the form of asking sends: all works to the other teacher, blind, one level and ten percent."""
    people = school.people
    return {
        "markers": [str(people.other_teacher.person_id)],
        "sampling": "all",
        "number": "3",
        "visibility": "blind",
        "levels_apart": "1",
        "percent_apart": "10",
        "lead": str(people.teacher.person_id),
        **changes,
    }


def ask_address(school: TestSchool) -> str:
    """Where second markings are asked for."""
    return f"/marking/assignments/{school.assignment_id}/moderation/ask"


def second_of(app: Flask, school: TestSchool, submission_id: UUID) -> SecondMarking:
    """The second marking that stands for a work."""
    (found,) = stored(
        app, school, SecondMarking, SecondMarking.submission_id == submission_id, SecondMarking.standing
    )
    return found


def asked(app: Flask, school: TestSchool, submission_id: UUID, **changes: Any) -> UUID:
    """Ask for the second marking of the works that wait; gives that of the work."""
    answer = Visitor(app, school, school.people.teacher).post(ask_address(school), wish(school, **changes))
    assert answer.status_code == 303, answer.text
    return second_of(app, school, submission_id).id


def mark_first(app: Flask, school: TestSchool, submission_id: UUID, *levels: int | str) -> None:
    """The course's teacher marks a work whole and finishes."""
    teacher = Visitor(app, school, school.people.teacher)
    fields = {**whole(school, *levels), "intent": "finish"}
    assert teacher.post(f"/marking/{submission_id}/return", fields).status_code == 303


def mark_second(
    app: Flask, school: TestSchool, second_id: UUID, *levels: int | str, by: Someone | None = None
) -> None:
    """The colleague marks a work whole and finishes."""
    marker = Visitor(app, school, by or school.people.other_teacher)
    fields = {**whole(school, *levels), "intent": "finish"}
    assert marker.post(f"/marking/second/{second_id}", fields).status_code == 303
