"""Until when a work is on time, late, or not taken: by hand-worked moments and for any moment."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parasat_lms.domain.deadlines import Deadline, LatePolicy, Standing

ALMATY = "Asia/Almaty"


def deadline(policy: LatePolicy, days: int = 0) -> Deadline:
    """Open from 9 November, due on 20 November 2026 at 18:00, by the clock of Almaty (UTC+5)."""
    return Deadline(date(2026, 11, 9), time(8), date(2026, 11, 20), time(18), policy, days, ALMATY)


def at(day: int, hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, second, tzinfo=ZoneInfo(ALMATY))


@pytest.mark.parametrize(
    ("policy", "days", "moment", "expected"),
    [
        (LatePolicy.REFUSE, 0, at(9, 7, 59, 59), Standing.EARLY),
        (LatePolicy.REFUSE, 0, at(9, 8), Standing.ON_TIME),
        (LatePolicy.REFUSE, 0, at(20, 18, 0, 59), Standing.ON_TIME),
        (LatePolicy.REFUSE, 0, at(20, 18, 1), Standing.CLOSED),
        (LatePolicy.MARK_LATE, 0, at(20, 18, 1), Standing.LATE),
        (LatePolicy.MARK_LATE, 0, at(20, 18) + timedelta(days=365), Standing.LATE),
        (LatePolicy.UNTIL, 2, at(20, 18, 1), Standing.LATE),
        (LatePolicy.UNTIL, 2, at(22, 18, 0, 59), Standing.LATE),
        (LatePolicy.UNTIL, 2, at(22, 18, 1), Standing.CLOSED),
    ],
)
def test_a_moment_has_one_standing(
    policy: LatePolicy, days: int, moment: datetime, expected: Standing
) -> None:
    assert deadline(policy, days).standing(moment) is expected


def test_the_clock_is_the_schools_and_not_the_servers() -> None:
    assert deadline(LatePolicy.REFUSE).standing(datetime(2026, 11, 20, 13, 0, tzinfo=UTC)) is Standing.ON_TIME
    assert deadline(LatePolicy.REFUSE).standing(datetime(2026, 11, 20, 13, 1, tzinfo=UTC)) is Standing.CLOSED


def test_late_days_are_a_number_of_days() -> None:
    with pytest.raises(ValueError, match="days"):
        deadline(LatePolicy.UNTIL, -1)


ORDER = [Standing.EARLY, Standing.ON_TIME, Standing.LATE, Standing.CLOSED]


@given(st.sampled_from(LatePolicy), st.integers(0, 60), st.integers(-90_000, 90_000), st.integers(0, 90_000))
def test_time_never_makes_a_work_more_punctual(
    policy: LatePolicy, days: int, minutes: int, later: int
) -> None:
    due = deadline(policy, days)
    first = due.due_at + timedelta(minutes=minutes)
    second = first + timedelta(minutes=later)
    assert ORDER.index(due.standing(first)) <= ORDER.index(due.standing(second))
