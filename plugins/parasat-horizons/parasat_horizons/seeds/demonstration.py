"""Fills a school of the demonstration: clubs with members and a term of attendance, contests, works."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, time, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from parasat_horizons import NAME
from parasat_horizons.models import (
    MEMBER,
    WAITING,
    Attendance,
    Club,
    ClubMember,
    Contest,
    ContestResult,
    HeldMeeting,
    Meeting,
)
from parasat_horizons.operations.achievements import Achieved, record
from parasat_horizons.operations.portfolio import PieceWords, show
from parasat_horizons.queries.portfolio import pictures_of
from parasat_horizons.seeds import read
from parasat_horizons.seeds.drawings import drawing
from parasat_lms.domain.localized import LocalizedText
from parasat_lms.plugin_api import (
    ActivityRow,
    ClassStudent,
    DemoYear,
    Picture,
    audit,
    children_of,
    clock,
    current_school_id,
    db,
    new_id,
    read_picture,
    seeded_rubric,
)

MOST_CLUBS_OF_A_STUDENT = 3
WAIT = 3
"""So many wait where a club is full."""
ABSENCES = ("absent", "late", "excused")
Rows = list[dict[str, Any]]


@cache
def _picture(name: str) -> Picture:
    """A drawing, handed over and looked into like anybody's; the same for both schools."""
    return read_picture(drawing(name))


class _School:
    """One school while it is being filled."""

    def __init__(self, year: DemoYear) -> None:
        self.year = year
        family = {
            child.id for parent in year.parents if parent.account_id for child in children_of(parent.id)
        }
        # Who can sign in is looked at: that student and that parent's children come first everywhere.
        self.students = sorted(
            year.students, key=lambda entry: (entry.person.account_id is None, entry.person.id not in family)
        )
        self.weeks: dict[UUID, list[tuple[int, time, time]]] = defaultdict(list)
        self.clubs: dict[str, Club] = {}
        self.members: dict[str, list[ClassStudent]] = {}

    def text(self, content: dict[str, str]) -> LocalizedText:
        """A text whose origin is the language of the school."""
        return LocalizedText.of({**content, "origin": self.year.language})

    def day(self, days: int) -> date:
        """A day counted from the Monday on which the school is looked at."""
        return self.year.today + timedelta(days=days)


def fill(year: DemoYear) -> None:
    """Everything that additional education shows of a school."""
    school = _School(year)
    for content in read("demo.toml")["club"]:
        if year.slug in content["schools"]:
            _club(school, content)
    _contests(school)
    _achievements(school)
    _pieces(school)
    audit.record("demo.horizons", Club.__tablename__, None, clubs=len(school.clubs))
    db.session.flush()


def _spans(content: dict[str, Any]) -> list[tuple[int, time, time]]:
    return [
        (day, time.fromisoformat(begin), time.fromisoformat(end)) for day, begin, end, _ in content["slots"]
    ]


def _fits(school: _School, entry: ClassStudent, content: dict[str, Any]) -> bool:
    first, last = content["grades"]
    if entry.grade is None or not first <= entry.grade <= last:
        return False
    week = school.weeks[entry.person.id]
    meets = any(
        one[0] == other[0] and one[1] < other[2] and other[1] < one[2]
        for one in _spans(content)
        for other in week
    )
    return not meets


def _club(school: _School, content: dict[str, Any]) -> None:
    """A club whose members are chosen by a fixed step through the classes, and who waits where it is full."""
    number = len(school.clubs)
    fitting = [entry for entry in school.students if _fits(school, entry, content)]
    leading = [entry for entry in fitting if entry.person.account_id]
    others = [
        entry for place, entry in enumerate(fitting) if not entry.person.account_id and (place + number) % 3
    ]
    queue = (leading + others)[: content["places"] + WAIT]
    inside = queue[: content["places"]]
    club = Club(
        year_id=school.year.year.id,
        until=school.year.year.ends_on,
        format=content["format"],
        kind=content["kind"],
        title=school.text(content["title"]),
        description=school.text(content["description"]),
        leader_id=school.year.teachers[content["leader"]].id,
        first_grade=content["grades"][0],
        last_grade=content["grades"][1],
        places=content["places"],
        taken=len(inside),
    )
    db.session.add(club)
    db.session.flush()
    school.clubs[content["key"]], school.members[content["key"]] = club, inside
    for entry in inside:
        school.weeks[entry.person.id] += _spans(content)
    since = school.year.terms[0].starts_on + timedelta(days=6)
    _insert(
        ClubMember,
        (
            {
                "club_id": club.id,
                "student_id": entry.person.id,
                "state": MEMBER if entry in inside else WAITING,
                "asked_at": clock.now() - timedelta(days=60 - place),
                "since": since if entry in inside else None,
                "reason": "",
            }
            for place, entry in enumerate(queue)
        ),
    )
    _insert(
        Meeting,
        (
            {"club_id": club.id, "weekday": day, "starts_at": begin, "ends_at": end, "room": slot[3]}
            for (day, begin, end), slot in zip(_spans(content), content["slots"], strict=True)
        ),
    )
    _attendance(school, club, content, since)


def _attendance(school: _School, club: Club, content: dict[str, Any], since: date) -> None:
    """Every meeting since the first, but the last one: a leader still has something to mark."""
    held: Rows = []
    days = (school.year.today - since).days
    breaks = [
        (one.ends_on, other.starts_on)
        for one, other in zip(school.year.terms, school.year.terms[1:], strict=False)
    ]
    for offset in range(days):
        day = since + timedelta(days=offset)
        if any(end < day < begin for end, begin in breaks):
            continue
        held += [
            {
                "id": new_id(),
                "club_id": club.id,
                "held_on": day,
                "starts_at": begin,
                "marked_by": club.leader_id,
                "marked_at": clock.now(),
            }
            for weekday, begin, _end in _spans(content)
            if weekday == day.isoweekday()
        ]
    held = held[:-1]
    members = school.members[content["key"]]
    _insert(HeldMeeting, held)
    _insert(
        Attendance,
        (
            {
                "held_id": meeting["id"],
                "student_id": entry.person.id,
                "state": _was_there(place, number),
            }
            for number, meeting in enumerate(held)
            for place, entry in enumerate(members)
        ),
    )


def _was_there(place: int, number: int) -> str:
    """Present most of the time; each student misses at a rhythm of the student's own."""
    rhythm = 5 + place % 7
    return ABSENCES[(place + number) % 3] if (number + place) % rhythm == 0 else "present"


def _contests(school: _School) -> None:
    results: Rows = []
    for number, content in enumerate(read("demo.toml")["contest"]):
        contest = Contest(
            kind=content["kind"],
            level=content["level"],
            format=content.get("format"),
            title=school.text(content["title"]),
            place=content["place"][school.year.slug],
            starts_on=school.day(content["days"][0]),
            ends_on=school.day(content["days"][1]),
            recorded_by=school.year.teachers[number % 3].id,
        )
        db.session.add(contest)
        db.session.flush()
        people = _entrants(school, content, number)
        results += [
            {"contest_id": contest.id, "student_id": entry.person.id, "award": award, "note": ""}
            for entry, award in zip(people, content["results"], strict=False)
        ]
    _insert(ContestResult, results)


def _entrants(school: _School, content: dict[str, Any], number: int) -> Sequence[ClassStudent]:
    """Members of a club of that format; for an olympiad the older students in turn."""
    fitting = [
        school.members[key]
        for key, club in school.clubs.items()
        if club.format == content.get("format") and content.get("club", key) == key
    ]
    people = fitting[0] if fitting else [entry for entry in school.students if (entry.grade or 0) >= 8]
    turn = number % 3
    return [*people[turn:], *people[:turn]]


def _achievements(school: _School) -> None:
    """The first members of a club have been assessed, each a little differently."""
    for content in read("demo.toml")["achievement"]:
        club = school.clubs[content["club"]]
        for place, entry in enumerate(school.members[content["club"]][:3]):
            rubric = seeded_rubric(NAME, content["row"])
            rows = [
                ActivityRow(criterion.id, criterion.levels[max(content["level"] - place % 2, 0)].id)
                for criterion in rubric.criteria
            ]
            achieved = Achieved(school.text(content["title"]), school.day(content["days"]), content["row"])
            record(club, entry.person.id, achieved, rubric, rows, club.leader_id)


def _pieces(school: _School) -> None:
    """Works of the student who can sign in, and of a few members of clubs."""
    language = school.year.language
    first = next(entry for entry in school.students if (entry.grade or 0) >= 8)
    for content in read("demo.toml")["piece"]:
        club = school.clubs.get(content.get("club", ""))
        author = school.members[content["club"]][content["who"]] if "who" in content else first
        words = PieceWords(
            title=content["title"][language],
            text=content["text"][language],
            language=language,
            video="",
            audience=content["audience"],
            made_on=school.day(content["days"]),
            club_id=club.id if club else None,
        )
        pictures = [_picture(content["picture"])] if "picture" in content else []
        piece = show(author.person.id, words, pictures)
        for picture in pictures_of(piece.id):
            picture.says = content["says"][language]


def _insert(model: type[Any], rows: Iterable[dict[str, Any]]) -> None:
    """Many rows in one statement."""
    ready = [{"school_id": current_school_id(), "id": new_id(), **row} for row in rows]
    if ready:
        db.session.execute(insert(model), ready)
