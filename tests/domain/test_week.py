"""A week of a student's life, and what in it meets what."""

from __future__ import annotations

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parasat_lms.domain.localized import LocalizedText
from parasat_lms.domain.week import WeekEntry, WeekPart, clashes, minutes_by_part

TITLE = LocalizedText("Домбыра үйірмесі", "Кружок домбры", "Dombyra studio")


def entry(weekday: int, start: str, end: str, part: WeekPart = WeekPart.STUDY) -> WeekEntry:
    return WeekEntry(part, TITLE, weekday, time.fromisoformat(start), time.fromisoformat(end))


@st.composite
def entries(draw: st.DrawFn) -> WeekEntry:
    first, last = sorted(draw(st.lists(st.times(), min_size=2, max_size=2, unique=True)))
    return WeekEntry(draw(st.sampled_from(WeekPart)), TITLE, draw(st.integers(1, 7)), first, last)


def test_two_entries_of_one_day_meet_where_they_share_a_moment() -> None:
    lesson, studio = entry(2, "14:00", "14:45"), entry(2, "14:30", "16:00")
    assert clashes([studio], [lesson]) == ((studio, lesson),)


def test_what_begins_when_the_other_ends_meets_nobody() -> None:
    assert clashes([entry(2, "14:45", "16:00")], [entry(2, "14:00", "14:45")]) == ()


def test_the_same_hour_of_another_day_is_free() -> None:
    assert clashes([entry(3, "14:00", "15:00")], [entry(2, "14:00", "15:00")]) == ()


@given(entries(), entries())
def test_meeting_is_mutual(one: WeekEntry, other: WeekEntry) -> None:
    assert bool(clashes([one], [other])) == bool(clashes([other], [one]))


@given(entries())
def test_everything_meets_itself(one: WeekEntry) -> None:
    assert clashes([one], [one]) == ((one, one),)


def test_the_minutes_of_a_week_are_summed_by_part() -> None:
    week = [
        entry(1, "08:00", "08:45"),
        entry(2, "08:00", "08:45"),
        entry(2, "15:00", "16:30", WeekPart.CREATIVITY),
    ]
    total = minutes_by_part(week)
    assert (total[WeekPart.STUDY], total[WeekPart.CREATIVITY], total[WeekPart.REST]) == (90, 90, 0)


@pytest.mark.parametrize(
    ("weekday", "start", "end"), [(0, "08:00", "09:00"), (8, "08:00", "09:00"), (1, "09:00", "09:00")]
)
def test_no_day_and_no_span_is_refused(weekday: int, start: str, end: str) -> None:
    with pytest.raises(ValueError, match="is"):
        entry(weekday, start, end)
