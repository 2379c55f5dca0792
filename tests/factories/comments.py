"""Comments in the bank of a school."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Flask

from parasat_lms.core.db import school_scope
from parasat_lms.core.unit_of_work import unit_of_work
from parasat_lms.domain.localized import LocalizedText
from parasat_lms.features.comments.operations import CommentWish, write_comment
from tests.factories.people import Someone
from tests.factories.schools import TestSchool


def add_comment(app: Flask, school: TestSchool, owner: Someone, text: LocalizedText, **wish: Any) -> UUID:
    """A comment in the bank; `wish` says what it is tied to and whether it is shared. Gives its id."""
    with app.app_context(), school_scope(school.id), unit_of_work():
        return write_comment(owner.person_id, CommentWish(text, **wish)).id
