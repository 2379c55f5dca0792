"""What the demonstration shows of the programme: a finished round, an open one, and three author's programmes."""

import tomllib
from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from parasat_lms.domain.localized import LANGUAGES, LocalizedText
from parasat_lms.plugin_api import (
    ClassStudent,
    DemoYear,
    RubricContent,
    clock,
    db,
    new_id,
    school_timezone,
    seeded_rubric,
)
from parasat_programme import NAME, queries
from parasat_programme.models import Choice, Confirmation, ElectiveRound, Wish
from parasat_programme.operations import placing, rounds
from parasat_programme.operations import programmes as writing
from parasat_programme.operations.catalogue import insert_rows
from parasat_programme.operations.programmes import Basics
from parasat_programme.queries import electives
from parasat_programme.queries.sharing import shared
from parasat_programme.queries.weeks import weeks

LONGEST_LIST = 4
HAVE_CHOSEN = 3
"""In the open round two of so many students have chosen already."""


def fill(year: DemoYear) -> None:
    """Fill a demonstration school."""
    content = _read("rounds.toml")
    with clock.frozen_at(_at(year, -95, 9)):
        past = _finished(year, content["finished"])
    with clock.frozen_at(_at(year, -77, 18)):
        rounds.publish(past, shared(past).allocation.fingerprint, open_courses=True)
    with clock.frozen_at(_at(year, -7, 9)):
        _open(year, content["open"])
    _programmes(year, _read("programmes.toml")["programme"])


def _read(name: str) -> dict[str, Any]:
    with (Path(__file__).parent / name).open("rb") as file:
        return tomllib.load(file)


def _at(year: DemoYear, days: int, hour: int) -> datetime:
    day = year.today + timedelta(days=days)
    return datetime.combine(day, time(hour), ZoneInfo(school_timezone()))


def _text(words: Mapping[str, str] | None, origin: str = "kk") -> LocalizedText:
    return LocalizedText.of({**(words or {}), "origin": origin})


# --- rounds -------------------------------------------------------------------------------------------------


def _finished(year: DemoYear, content: Mapping[str, Any]) -> ElectiveRound:
    made = rounds.make_round(
        year_id=year.year.id,
        title=_text(content["title"]),
        period=(year.today - timedelta(days=70), year.terms[-1].ends_on),
        window=(_at(year, -84, 9), _at(year, -78, 18)),
        electives_each=1,
        seed=f"{content['seed']}-{year.slug}",
    )
    offers = _offers(year, made, content["offer"])
    rounds.announce(made)
    hand = content["by_hand"]
    placed = [one for one in year.students if one.grade == hand["grade"]][hand["number"]]
    row = next(offer.row for offer in electives.offers_of(made.id) if offer.id == offers[hand["subject"]])
    placing.place_by_hand(row, placed, reason=hand["reason"], by=year.administrators[0].id)
    takers = [one for one in year.students if one.grade >= _lowest_grade(content) and one is not placed]
    _choose(year, made, takers)
    return made


def _lowest_grade(content: Mapping[str, Any]) -> int:
    """The lowest grade to which a round offers something."""
    return min(int(offer["grades"][0]) for offer in content["offer"])


def _open(year: DemoYear, content: Mapping[str, Any]) -> None:
    begins = year.terms[-1].ends_on + timedelta(days=9)
    made = rounds.make_round(
        year_id=year.year.id,
        title=_text(content["title"]),
        period=(begins, begins + timedelta(days=135)),
        window=(_at(year, -7, 9), _at(year, 4, 18)),
        electives_each=1,
        seed=f"{content['seed']}-{year.slug}",
    )
    _offers(year, made, content["offer"])
    rounds.announce(made)
    grade = _lowest_grade(content)
    older = [one for one in year.students if one.grade >= grade]
    takers = [
        one for number, one in enumerate(older) if number % HAVE_CHOSEN and one.person.account_id is None
    ]
    _choose(year, made, takers)


def _offers(year: DemoYear, made: ElectiveRound, content: Sequence[Mapping[str, Any]]) -> dict[str, UUID]:
    subjects = {subject.code: subject for subject in queries.to_choose_from()}
    offered = {}
    for offer in content:
        subject = subjects[offer["subject"]]
        added = rounds.add_offer(
            made,
            subject_id=subject.id,
            teacher_id=year.teachers[offer["teacher"]].id,
            places=offer["places"],
            minimum=offer["minimum"],
            grades=(offer["grades"][0], offer["grades"][1]),
            weekly_hours=Decimal(offer.get("weekly_hours", "1")),
            after=offer.get("after", []),
            condition=_text(offer.get("condition")),
            note=_text(offer.get("note")),
        )
        offered[offer["subject"]] = added.id
    return offered


def _choose(year: DemoYear, made: ElectiveRound, takers: Sequence[ClassStudent]) -> None:
    """Lists of one to four wishes; the first electives of a round are the ones that most want, as in any school."""
    random = Random(f"{year.slug} {made.seed}")  # noqa: S311 - made-up wishes of made-up students
    offers = electives.offers_of(made.id)
    fitting_weeks = weeks(made, [one.person.id for one in takers])
    choices: list[dict[str, Any]] = []
    wishes: list[dict[str, Any]] = []
    asked: list[dict[str, Any]] = []
    for one in takers:
        fitting = [
            offer
            for offer in offers
            if one.grade in offer.row.grades
            and offer.row.weekly_hours <= fitting_weeks.room(one)
            and set(offer.row.after) <= fitting_weeks.attended[one.person.id]
        ]
        weights = {offer.id: random.random() * (len(offers) - place) for place, offer in enumerate(fitting)}
        ranked = sorted(fitting, key=lambda offer: -weights[offer.id])[: random.randint(2, LONGEST_LIST)]
        choice_id = new_id()
        chosen_at = made.opens_at + timedelta(hours=random.randint(1, 80))
        choices.append(
            {"id": choice_id, "round_id": made.id, "student_id": one.person.id, "chosen_at": chosen_at}
        )
        for rank, offer in enumerate(ranked, 1):
            wishes.append({"choice_id": choice_id, "offer_id": offer.id, "rank": rank})
            if offer.row.condition.kk:
                state = "asked" if len(asked) % HAVE_CHOSEN == 0 else "confirmed"
                teacher = offer.teacher.id if state == "confirmed" else None
                asked.append(
                    {
                        "offer_id": offer.id,
                        "student_id": one.person.id,
                        "state": state,
                        "decided_by": teacher,
                        "decided_at": clock.now() if teacher else None,
                    }
                )
    insert_rows(Choice, choices)
    insert_rows(Wish, wishes)
    insert_rows(Confirmation, asked)


# --- author's programmes ------------------------------------------------------------------------------------


def _programmes(year: DemoYear, content: Sequence[Mapping[str, Any]]) -> None:
    """The first is the demonstration teacher's draft, so that it can be written on; others go their way."""
    reviewer = year.administrators[0].id
    expert = year.psychologists[0].id
    authors = {"draft": year.teachers[0].id, "returned": year.teachers[0].id, "offered": year.teachers[6].id}
    for number, programme in enumerate(content):
        state = programme["state"]
        with clock.frozen_at(_at(year, -30 + number * 7, 15)):
            begun = writing.begin(authors[state], _basics(year, programme))
            for unit in programme["unit"]:
                writing.put_unit(
                    begun,
                    None,
                    title={language: unit["title"].get(language, "") for language in LANGUAGES},
                    content={language: unit["content"].get(language, "") for language in LANGUAGES},
                    hours=Decimal(unit["hours"]),
                )
            if state == "draft":
                continue
            writing.submit(begun)
            writing.name_reviewer(begun, expert)
        with clock.frozen_at(_at(year, -26 + number * 7, 11)):
            if state == "returned":
                writing.review(begun, approve=False, remarks=programme["remarks"], reviewer_id=expert)
            else:
                writing.review(begun, approve=True, remarks={}, reviewer_id=reviewer)
                writing.offer(begun)
    db.session.flush()


def _basics(year: DemoYear, programme: Mapping[str, Any]) -> Basics:
    rubrics: list[RubricContent] = [seeded_rubric(NAME, key) for key in programme["rubrics"]]
    return Basics(
        origin="ru" if year.language == "ru" else "kk",
        title=programme["title"],
        aims=programme["aims"],
        assessment=programme["assessment"],
        area="wellbeing",
        kind="pass_fail",
        attributes=tuple(programme["attributes"]),
        rubrics=tuple(rubric.version_id for rubric in rubrics),
        grades=(programme["grades"][0], programme["grades"][1]),
        weekly_hours=Decimal(programme["weekly_hours"]),
    )
