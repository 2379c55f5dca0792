"""What the tests of additional education share: a club, a year, a picture."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import time
from io import BytesIO
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from parasat_horizons.operations.clubs import ClubPlan, Slot, open_club
from PIL import Image

from parasat_lms.domain.localized import LocalizedText
from parasat_lms.domain.permissions import Role
from parasat_lms.plugin_api import today
from parasat_lms.testing import SchoolForTests, WorkForTests

Clients = Callable[[Role], FlaskClient]
Inside = Callable[[], AbstractContextManager[None]]
OpenClub = Callable[..., UUID]
HOME = "/school/horizons"


@pytest.fixture
def parasat_plugin() -> str:
    return "parasat_horizons"


@pytest.fixture
def open_a_club(
    parasat_inside: Inside, parasat_school: SchoolForTests, parasat_work: WorkForTests
) -> OpenClub:
    """Opens a club that the teacher leads; it meets on the weekday of today from 16:00 unless told otherwise."""

    def opened(
        *, places: int = 2, grades: tuple[int, int] = (1, 11), hour: int = 16, title: str = "Домбыра"
    ) -> UUID:
        with parasat_inside():
            plan = ClubPlan(
                format="art",
                kind="studio",
                title=LocalizedText(title, "Домбра", "Dombyra"),
                description=LocalizedText("Күй үйренеміз.", "Учим кюи.", "We learn kuis."),
                leader_id=parasat_school.people[Role.TEACHER],
                grades=grades,
                places=places,
                open=True,
                slots=(Slot(today().isoweekday(), time(hour), time(hour + 1), "Ә-104"),),
            )
            return open_club(plan).id

    return opened


def png(colour: str = "#2b6c8f") -> BytesIO:
    """A small picture as somebody would hand it over."""
    out = BytesIO()
    Image.new("RGB", (80, 60), colour).save(out, "PNG")
    out.seek(0)
    return out
