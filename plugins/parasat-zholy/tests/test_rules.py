"""The rules without a database: hours, the cycle of a project, the balance of a week, what is seeded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from parasat_zholy import seeds
from parasat_zholy.policies.balance import hours_by_part, missing, slices
from parasat_zholy.policies.hours import by_term, fits_in_day, in_quarters
from parasat_zholy.policies.permissions import GRANTS
from parasat_zholy.policies.stages import MOVES, Party, Stage, may_write, move_of, moves_from

from parasat_lms.domain.permissions import Role


@dataclass(frozen=True)
class Term:
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class At:
    weekday: int
    starts_at: time
    ends_at: time


FIRST = Term(date(2026, 9, 1), date(2026, 10, 25))
SECOND = Term(date(2026, 11, 2), date(2026, 12, 30))
QUARTERS = st.integers(1, 48).map(lambda number: Decimal(number) / 4)
DAYS = st.dates(date(2026, 8, 1), date(2027, 1, 31))


# --- hours -----------------------------------------------------------------------------------------------------


def test_hours_add_up_by_term_by_hand() -> None:
    days = [
        (date(2026, 9, 1), Decimal("1.25")),
        (date(2026, 10, 25), Decimal("0.75")),
        (date(2026, 10, 28), Decimal("3")),
        (date(2026, 11, 2), Decimal("0.5")),
    ]
    assert [(sum.term, sum.hours) for sum in by_term(days, [FIRST, SECOND])] == [
        (FIRST, Decimal("2.00")),
        (SECOND, Decimal("0.5")),
        (None, Decimal("3")),
    ]


def test_a_term_without_hours_says_zero_and_no_holiday_is_shown_without_hours() -> None:
    assert [(sum.term, sum.hours) for sum in by_term([], [FIRST, SECOND])] == [(FIRST, 0), (SECOND, 0)]


@given(st.lists(st.tuples(DAYS, QUARTERS), max_size=60))
def test_no_hour_is_lost_or_counted_twice(days: list[tuple[date, Decimal]]) -> None:
    sums = by_term(days, [FIRST, SECOND])
    assert sum((one.hours for one in sums), Decimal(0)) == sum((hours for _day, hours in days), Decimal(0))
    assert all(in_quarters(one.hours) for one in sums)


@given(st.lists(st.tuples(DAYS, QUARTERS), max_size=40), st.randoms())
def test_the_order_in_which_hours_were_written_down_does_not_matter(
    days: list[tuple[date, Decimal]], random: object
) -> None:
    shuffled = list(days)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert by_term(shuffled, [FIRST, SECOND]) == by_term(days, [FIRST, SECOND])


@given(st.lists(QUARTERS, max_size=60))
def test_a_day_never_holds_more_than_twelve_hours_whatever_is_tried(wanted: list[Decimal]) -> None:
    taken = Decimal(0)
    for hours in wanted:
        if fits_in_day(hours, taken):
            taken += hours
    assert taken <= 12


@pytest.mark.parametrize(
    ("hours", "already", "fits"),
    [
        ("0.25", "0", True),
        ("12", "0", True),
        ("12.25", "0", False),
        ("0", "0", False),
        ("-1", "0", False),
        ("0.3", "0", False),
        ("0.25", "11.75", True),
        ("0.5", "11.75", False),
        ("NaN", "0", False),
        ("Infinity", "0", False),
    ],
)
def test_what_fits_in_a_day(hours: str, already: str, fits: bool) -> None:
    assert fits_in_day(Decimal(hours), Decimal(already)) is fits


# --- the cycle of a project --------------------------------------------------------------------------------------


def test_a_project_goes_from_plan_to_done_with_each_step_by_the_right_party() -> None:
    stage, steps = Stage.PLAN, []
    while stage != Stage.DONE:
        step = next(move for move in MOVES if move.came_from == stage and not move.needs_remark)
        steps.append((step.name, step.party))
        stage = step.went_to
    assert steps == [
        ("submit_plan", Party.TEAM),
        ("approve", Party.LEADER),
        ("finish_doing", Party.TEAM),
        ("submit_reflection", Party.TEAM),
        ("accept", Party.LEADER),
    ]


def test_every_way_back_asks_for_a_remark_and_no_way_on_does() -> None:
    order = list(Stage)
    for move in MOVES:
        back = order.index(move.went_to) < order.index(move.came_from)
        assert move.needs_remark is back


def test_the_team_cannot_approve_or_accept_and_nobody_moves_what_is_done() -> None:
    assert move_of("approve", Stage.APPROVAL, {Party.TEAM}) is None
    assert move_of("accept", Stage.REVIEW, {Party.TEAM}) is None
    assert move_of("submit_plan", Stage.PLAN, {Party.LEADER}) is None
    assert moves_from(Stage.DONE, set(Party)) == []
    assert moves_from(Stage.PLAN, set()) == []


def test_texts_are_written_only_where_they_are_due() -> None:
    written = {
        (stage.value, text)
        for stage in Stage
        for text in ("plan", "reflection")
        if may_write(text, stage, {Party.TEAM})
    }
    assert written == {("plan", "plan"), ("reflection", "reflection")}
    assert not any(may_write("plan", stage, {Party.LEADER}) for stage in Stage)


# --- the balance of the week --------------------------------------------------------------------------------------


def test_a_night_lies_in_two_days_and_sunday_night_goes_on_on_monday() -> None:
    night = slices(At(7, time(22, 30), time(7, 0)))
    assert [(piece.weekday, piece.begin, piece.end) for piece in night] == [(7, 1350, 1440), (1, 0, 420)]
    assert [(p.weekday, p.begin, p.end) for p in slices(At(2, time(22), time(0)))] == [(2, 1320, 1440)]


def test_hours_of_a_week_by_hand_and_twice_the_same_minutes_count_once() -> None:
    entries = [
        ("study", At(1, time(8, 30), time(9, 15))),
        ("study", At(1, time(9, 0), time(10, 0))),
        ("sleep", At(1, time(22), time(6))),
        ("rest", At(3, time(17), time(17, 45))),
    ]
    assert hours_by_part(entries) == {
        "study": Decimal("1.50"),
        "sleep": Decimal("8.00"),
        "rest": Decimal("0.75"),
    }


TIMES = st.times().map(lambda moment: moment.replace(second=0, microsecond=0))
ENTRIES = st.builds(At, st.integers(1, 7), TIMES, TIMES).filter(lambda at: at.starts_at != at.ends_at)


@given(st.lists(ENTRIES, max_size=15))
def test_no_part_of_life_has_more_hours_than_a_week(entries: list[At]) -> None:
    hours = hours_by_part(("rest", entry) for entry in entries)
    assert hours.get("rest", Decimal(0)) <= 7 * 24


@given(ENTRIES)
def test_the_slices_of_an_entry_are_as_long_as_the_entry(entry: At) -> None:
    begin = timedelta(hours=entry.starts_at.hour, minutes=entry.starts_at.minute)
    end = timedelta(hours=entry.ends_at.hour, minutes=entry.ends_at.minute)
    wanted = (end - begin) % timedelta(days=1)
    assert sum(piece.end - piece.begin for piece in slices(entry)) == wanted.total_seconds() / 60
    assert all(1 <= piece.weekday <= 7 and 0 <= piece.begin < piece.end <= 1440 for piece in slices(entry))


def test_what_is_missing_is_said_in_the_order_of_the_rules_and_not_where_it_is_enough() -> None:
    rules = seeds.balance_rules()
    assert [rule.life for rule in missing({}, rules)] == [rule.life for rule in rules]
    enough = {rule.life: rule.least_hours for rule in rules}
    assert missing(enough, rules) == []
    assert [rule.life for rule in missing({**enough, "sport": Decimal("2.75")}, rules)] == ["sport"]


# --- what is seeded ------------------------------------------------------------------------------------------------


def test_the_six_components_develop_the_attributes_of_the_programme() -> None:
    assert {code: found.attribute for code, found in seeds.components().items()} == {
        "emotional-intelligence": "GA2",
        "dialogue": "GA5",
        "leadership": "GA4",
        "service": "GA3",
        "critical-thinking": "GA1",
        "flexibility": "GA6",
    }


def test_every_component_has_a_rubric_row_of_four_levels_for_its_attribute_in_three_languages() -> None:
    rows = {row.key: row for row in seeds.rubric_rows()}
    for component in seeds.components().values():
        row = rows[component.rubric]
        assert dict(row.attributes) == {component.attribute: 1}
        assert [level.points for level in row.levels] == [0, 1, 2, 3]
        texts = [
            row.title,
            row.description,
            *(t for level in row.levels for t in (level.title, level.descriptor)),
        ]
        assert not [text for text in texts if text.missing()]
    assert len(rows) == 6


def test_all_words_of_the_seeds_exist_in_three_languages() -> None:
    texts = [
        *(text for one in seeds.components().values() for text in (one.title, one.description)),
        *seeds.kinds().values(),
        *seeds.roles().values(),
        *seeds.parts_of_life().values(),
        *(rule.note for rule in seeds.balance_rules()),
    ]
    assert not [text for text in texts if text.missing()]
    assert {rule.life for rule in seeds.balance_rules()} <= set(seeds.parts_of_life())


def test_a_psychologist_holds_no_permission_of_the_programme() -> None:
    assert not [name for name, roles in GRANTS.items() if Role.PSYCHOLOGIST in roles]
