"""Choosing electives, sharing them out, and places given one by one; each rule against the database."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from parasat_programme import operations, queries
from parasat_programme.models import Confirmation, ElectiveOffer, ElectiveRound, Outcome, Placement, Waiting
from parasat_programme.operations import choosing, placing, rounds
from parasat_programme.queries import choosing as choices
from parasat_programme.queries import electives as listed
from parasat_programme.queries import panels, sharing
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from parasat_lms.core import clock
from parasat_lms.core.db import db, find
from parasat_lms.core.errors import Conflict, Refused
from parasat_lms.domain.localized import LocalizedText
from parasat_lms.domain.permissions import Role
from parasat_lms.features.courses.models import Course
from parasat_lms.features.courses.queries import courses_taken
from parasat_lms.features.people.queries import student

Inside = Callable[[], AbstractContextManager[None]]
Clients = Callable[[Role], FlaskClient]


def round_of(electives) -> ElectiveRound:
    return find(ElectiveRound, electives.round_id)


def wish(electives, student_id: UUID, codes: Sequence[str]) -> None:
    """Choose as that student, in this order."""
    ids = [electives.offers[code] for code in codes]
    view = choices.view(round_of(electives), student(student_id), ids)
    choosing.choose(view, ids)


def close(electives) -> ElectiveRound:
    found = round_of(electives)
    found.closes_at = clock.now() - timedelta(minutes=1)
    db.session.flush()
    return found


def share_out(electives, *, open_courses: bool = False) -> ElectiveRound:
    found = close(electives)
    fingerprint = sharing.shared(found).allocation.fingerprint
    rounds.publish(found, fingerprint, open_courses=open_courses)
    return found


def held(electives, code: str) -> set[UUID]:
    query = select(Placement.student_id).where(Placement.offer_id == electives.offers[code])
    return set(db.session.scalars(query))


def everybody_wants_robotics(electives) -> None:
    for student_id in electives.students:
        wish(electives, student_id, ["robotics", "entrepreneurship"])


# --- choosing -----------------------------------------------------------------------------------------------


def test_a_list_is_kept_in_its_order_and_a_later_one_takes_its_place(
    parasat_inside: Inside, electives
) -> None:
    me = electives.students[0]
    with parasat_inside():
        wish(electives, me, ["robotics", "entrepreneurship"])
        wish(electives, me, ["entrepreneurship", "my-time-my-choice", "robotics"])
    with parasat_inside():
        kept = choices.wish_ids(electives.round_id, me)
        wanted = ["entrepreneurship", "my-time-my-choice", "robotics"]
        assert kept == [electives.offers[code] for code in wanted]
        assert panels.open_round(me).wishes == 3


@pytest.mark.parametrize("when", ["before", "after"])
def test_outside_the_window_nothing_is_chosen(parasat_inside: Inside, electives, when: str) -> None:
    with parasat_inside():
        found = round_of(electives)
        shift = timedelta(days=3 if when == "before" else -3)
        found.opens_at, found.closes_at = found.opens_at + shift, found.closes_at + shift
        db.session.flush()
        with pytest.raises(Refused):
            wish(electives, electives.students[0], ["robotics"])


def test_what_is_not_on_offer_in_the_grade_or_stands_twice_is_refused(
    parasat_inside: Inside, electives
) -> None:
    me = electives.students[0]
    with parasat_inside():
        with pytest.raises(Refused):
            wish(electives, me, ["robotics", "robotics"])
        db.session.execute(
            update(ElectiveOffer)
            .where(ElectiveOffer.id == electives.offers["robotics"])
            .values(first_grade=9, last_grade=9)
        )
        with pytest.raises(Refused):
            wish(electives, me, ["robotics"])


def test_a_week_over_the_limit_is_refused_with_its_sum(parasat_inside: Inside, electives) -> None:
    """Grade 8: 32 compulsory hours of at most 36, so that 4 hours fit and 5 do not."""
    me, robotics = electives.students[0], electives.offers["robotics"]
    with parasat_inside():
        for hours, fits in (("4", True), ("5", False)):
            find(ElectiveOffer, robotics).weekly_hours = Decimal(hours)
            db.session.flush()
            view = choices.view(round_of(electives), student(me), [robotics])
            assert view.chosen_week.total == 32 + Decimal(hours)
            if fits:
                choosing.choose(view, [robotics])
            else:
                with pytest.raises(Refused, match=r"37.*32.*36"):
                    choosing.choose(view, [robotics])


def test_with_two_electives_for_each_the_two_longest_wishes_must_fit_together(
    parasat_inside: Inside, electives
) -> None:
    with parasat_inside():
        round_of(electives).electives_each = 2
        for code, hours in (("robotics", 3), ("entrepreneurship", 2), ("my-time-my-choice", 1)):
            find(ElectiveOffer, electives.offers[code]).weekly_hours = Decimal(hours)
        db.session.flush()
        wish(electives, electives.students[0], ["robotics", "my-time-my-choice"])
        with pytest.raises(Refused):
            wish(electives, electives.students[0], ["my-time-my-choice", "entrepreneurship", "robotics"])


def test_the_schools_own_limit_and_hours_count_from_their_first_day(
    parasat_inside: Inside, electives
) -> None:
    with parasat_inside():
        begins = round_of(electives).starts_on
        operations.set_limit(8, Decimal(33), begins, LocalizedText("Педагогикалық кеңес шешімі"))
        find(ElectiveOffer, electives.offers["robotics"]).weekly_hours = Decimal(2)
        db.session.flush()
        with pytest.raises(Refused):
            wish(electives, electives.students[0], ["robotics"])
        assert queries.limits(begins - timedelta(days=1))[8].hours == 36
        history = queries.codes()["kazakhstan-history"]
        operations.set_hours(8, {history: Decimal(1)}, begins, LocalizedText("Шешім"))
        assert queries.compulsory_hours(begins)[8] == 31
        assert queries.compulsory_hours(begins - timedelta(days=1))[8] == 32
        operations.set_hours(8, {history: Decimal(0)}, begins, LocalizedText("Шешім"))
        assert queries.compulsory_hours(begins)[8] == 30
        operations.set_hours(8, {history: Decimal("1.5")}, begins, LocalizedText("Шешім"))
        assert queries.compulsory_hours(begins)[8] == Decimal("31.5")


def test_a_subject_that_must_come_first_closes_the_elective_until_it_was_attended(
    parasat_inside: Inside, electives
) -> None:
    with parasat_inside():
        find(ElectiveOffer, electives.offers["robotics"]).after = ["local-studies"]
        db.session.flush()
        view = choices.view(round_of(electives), student(electives.students[0]))
        candidate = next(one for one in view.candidates if one.id == electives.offers["robotics"])
        assert [title.en for title in candidate.missing] == ["Local studies"]
        with pytest.raises(Refused):
            wish(electives, electives.students[0], ["robotics"])


def test_a_condition_in_words_asks_the_teacher_and_counts_only_when_confirmed(
    parasat_inside: Inside, electives
) -> None:
    me, other = electives.students[:2]
    with parasat_inside():
        find(ElectiveOffer, electives.offers["robotics"]).condition = LocalizedText("Құрастыра алады")
        db.session.flush()
        for each in (me, other):
            wish(electives, each, ["robotics", "entrepreneurship"])
        asked = {row.student_id: row for row in db.session.scalars(select(Confirmation))}
        assert {row.state for row in asked.values()} == {"asked"}
        choosing.decide(asked[me], met=True, teacher_id=other, round_=round_of(electives))
        share_out(electives)
        assert held(electives, "robotics") == {me}
        assert held(electives, "entrepreneurship") == {other}


# --- sharing out --------------------------------------------------------------------------------------------


def test_publishing_gives_places_reasons_and_waiting_lists(parasat_inside: Inside, electives) -> None:
    with parasat_inside():
        everybody_wants_robotics(electives)
        found = share_out(electives)
        robotics = find(ElectiveOffer, electives.offers["robotics"])
        assert robotics.taken == 2
        outcomes = {row.student_id: row for row in db.session.scalars(select(Outcome))}
        assert set(outcomes) == set(electives.students)
        by_turn = sorted(outcomes.values(), key=lambda row: row.turn)
        assert held(electives, "robotics") == {row.student_id for row in by_turn[:2]}
        last = by_turn[3].steps
        assert [step["fate"] for step in last] == ["full", "placed"]
        assert last[0]["last_turn"] == 2
        line = db.session.scalars(
            select(Waiting.student_id).where(Waiting.offer_id == robotics.id).order_by(Waiting.place)
        ).all()
        assert line == [row.student_id for row in by_turn[2:]]
        assert find(ElectiveOffer, electives.offers["my-time-my-choice"]).not_opened
        assert found.stage(clock.now()) == "published"


def test_nothing_is_shared_out_while_students_choose_or_twice_or_when_it_changed(
    parasat_inside: Inside, electives
) -> None:
    with parasat_inside():
        everybody_wants_robotics(electives)
        seen = sharing.shared(round_of(electives)).allocation.fingerprint
        with pytest.raises(Refused):
            rounds.publish(round_of(electives), seen, open_courses=False)
        found = close(electives)
        with pytest.raises(Conflict), db.session.begin_nested():
            rounds.publish(found, "0" * 16, open_courses=False)
        rounds.publish(found, seen, open_courses=False)
        with pytest.raises(Refused):
            rounds.publish(found, seen, open_courses=False)


def test_who_got_less_in_the_first_round_has_the_first_turn_in_the_second(
    parasat_inside: Inside, electives, parasat_school
) -> None:
    with parasat_inside():
        everybody_wants_robotics(electives)
        first = share_out(electives)
        less = {row.student_id for row in db.session.scalars(select(Outcome)) if row.shortfall}
        teacher = parasat_school.people[Role.TEACHER]
        second = rounds.make_round(
            year_id=first.year_id,
            title=first.title,
            period=(first.ends_on + timedelta(days=1), first.ends_on + timedelta(days=9)),
            window=(first.opens_at, clock.now() + timedelta(days=1)),
            electives_each=1,
            seed="another",
        )
        offer = rounds.add_offer(
            second,
            subject_id=queries.codes()["robotics"],
            teacher_id=teacher,
            places=2,
            minimum=1,
            grades=(8, 8),
            weekly_hours=Decimal(1),
            after=[],
            condition=LocalizedText(),
            note=LocalizedText(),
        )
        rounds.announce(second)
        for each in electives.students:
            choosing.choose(choices.view(second, student(each), [offer.id]), [offer.id])
        results = sharing.shared(second).allocation.results
        assert {result.student_id for result in results[:2]} == less


def test_publishing_can_open_courses_with_their_teacher_and_students(
    parasat_inside: Inside, electives, parasat_school
) -> None:
    with parasat_inside():
        everybody_wants_robotics(electives)
        share_out(electives, open_courses=True)
        courses = {course.subject_code: course for course in db.session.scalars(select(Course))}
        assert set(courses) == {"robotics", "entrepreneurship"}
        assert courses["robotics"].weekly_hours == 1
        taken = courses_taken(electives.students)
        assert sum(courses["robotics"] in each for each in taken.values()) == 2
        assert rounds.open_courses_of(round_of(electives)) == 0


# --- places one by one --------------------------------------------------------------------------------------


def test_a_place_given_by_hand_goes_before_the_lottery_and_is_never_one_too_many(
    parasat_inside: Inside, electives, parasat_school
) -> None:
    admin = parasat_school.people[Role.ADMIN]
    with parasat_inside():
        robotics = find(ElectiveOffer, electives.offers["robotics"])
        for each in electives.students[:2]:
            placing.place_by_hand(robotics, student(each), reason="Жарыс", by=admin)
        with pytest.raises(Refused):
            placing.place_by_hand(robotics, student(electives.students[2]), reason="Жарыс", by=admin)
        everybody_wants_robotics(electives)
        share_out(electives)
        assert held(electives, "robotics") == set(electives.students[:2])
        assert find(ElectiveOffer, robotics.id).taken == 2


def test_the_database_itself_refuses_a_place_too_many(parasat_inside: Inside, electives) -> None:
    with pytest.raises(IntegrityError), parasat_inside():
        db.session.execute(update(ElectiveOffer).values(taken=3))


def test_by_hand_no_week_goes_over_its_limit_either(
    parasat_inside: Inside, electives, parasat_school
) -> None:
    with parasat_inside():
        robotics = find(ElectiveOffer, electives.offers["robotics"])
        robotics.weekly_hours = Decimal(5)
        db.session.flush()
        with pytest.raises(Refused, match="37"):
            placing.place_by_hand(
                robotics,
                student(electives.students[0]),
                reason="Жарыс",
                by=parasat_school.people[Role.ADMIN],
            )


def test_a_place_given_back_goes_to_the_first_in_line_and_the_lesser_one_is_handed_on(
    parasat_inside: Inside, electives
) -> None:
    with parasat_inside():
        find(ElectiveOffer, electives.offers["entrepreneurship"]).places = 1
        db.session.flush()
        everybody_wants_robotics(electives)
        share_out(electives, open_courses=True)
        turns = [
            row.student_id for row in sorted(db.session.scalars(select(Outcome)), key=lambda row: row.turn)
        ]
        assert held(electives, "entrepreneurship") == {turns[2]}
        placement = db.session.scalars(select(Placement).where(Placement.student_id == turns[0])).one()
        moved = placing.give_back(placement, reason="Басқа қалаға көшті")
        assert moved == [turns[2], turns[3]]
        assert held(electives, "robotics") == {turns[1], turns[2]}
        assert held(electives, "entrepreneurship") == {turns[3]}
        taken = courses_taken(turns)
        assert [course.subject_code for course in taken[turns[2]]] == ["robotics"]
        assert [course.subject_code for course in taken[turns[3]]] == ["entrepreneurship"]
        assert taken[turns[0]] == []


def test_more_places_are_handed_on_and_who_stopped_waiting_is_passed_over(
    parasat_inside: Inside, electives
) -> None:
    with parasat_inside():
        everybody_wants_robotics(electives)
        share_out(electives)
        robotics = find(ElectiveOffer, electives.offers["robotics"])
        lines = db.session.scalars(
            select(Waiting).where(Waiting.offer_id == robotics.id).order_by(Waiting.place)
        ).all()
        second = lines[1].student_id
        placing.leave_line(lines[0])
        robotics.places = 3
        db.session.flush()
        assert placing.hand_on(robotics) == [second]
        assert second in held(electives, "robotics")
        assert listed.waiting_for(robotics.id) == []


def test_a_free_place_is_taken_by_who_has_none_and_by_nobody_else(parasat_inside: Inside, electives) -> None:
    with parasat_inside():
        for each in electives.students[:3]:
            wish(electives, each, ["robotics"])
        wish(electives, electives.students[3], ["entrepreneurship"])
        found = share_out(electives)
        without = next(each for each in electives.students[:3] if each not in held(electives, "robotics"))
        view = choices.view(found, student(without))
        placing.take_free_place(view, electives.offers["entrepreneurship"])
        assert held(electives, "entrepreneurship") == {electives.students[3], without}
        with pytest.raises(Refused):
            placing.take_free_place(
                choices.view(found, student(without)), electives.offers["my-time-my-choice"]
            )


def test_a_round_that_was_announced_or_published_keeps_what_students_rely_on(
    parasat_inside: Inside, electives
) -> None:
    with parasat_inside():
        found = round_of(electives)
        for change in (
            lambda: rounds.remove_round(found),
            lambda: rounds.remove_offer(find(ElectiveOffer, electives.offers["robotics"])),
            lambda: rounds.change_round(
                found,
                title=found.title,
                period=(date(2026, 1, 1), date(2026, 2, 1)),
                window=(found.opens_at, found.closes_at),
                electives_each=3,
            ),
        ):
            with pytest.raises(Refused):
                change()
