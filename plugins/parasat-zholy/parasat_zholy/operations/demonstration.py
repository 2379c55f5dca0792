"""A demonstration school lives with Parasat Zholy for a term; the content is in the files of `seeds`."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from parasat_lms.domain.localized import LocalizedText
from parasat_lms.plugin_api import (
    ActivityRow,
    ActivityWork,
    DemoYear,
    Person,
    assess_activity,
    db,
    new_id,
    seeded_rubric,
)
from parasat_zholy import NAME, seeds
from parasat_zholy.models import (
    Activity,
    AgreedStep,
    JournalEntry,
    LifeEntry,
    Meeting,
    Mentorship,
    Participation,
    Project,
    ProjectMove,
    ServiceEntry,
)
from parasat_zholy.policies.authorship import author_key, shown_author
from parasat_zholy.policies.stages import MOVES, Party, Stage

HALF_PAST_NINE = time(9, 30)
Row = Mapping[str, Any]


def fill(year: DemoYear) -> None:
    """Activities of all six components, service, mentors, reflections and projects in different states."""
    _Demonstration(year).fill()


class _Demonstration:
    """One school: the first student with an account is the one as whom visitors sign in."""

    def __init__(self, year: DemoYear) -> None:
        self.year = year
        self.me = next(one for one in year.students if one.person.account_id).person
        self.activities: dict[str, Activity] = {}
        self.teams: dict[str, list[UUID]] = {}

    def fill(self) -> None:
        for row in seeds.read("demo_activities.toml")["activity"]:
            self._activity(row)
        db.session.flush()
        for row in seeds.read("demo_activities.toml")["activity"]:
            self._team(row)
        db.session.flush()
        written = seeds.read("demo_people.toml")
        for row in written["project"]:
            self._project(row)
        self._mentors(written)
        for row in written["journal"]:
            self._reflection(row, self.me)
        for number, other in enumerate(self._classmates()[2:5]):
            for row in written["others_journal"]:
                self._reflection({**row, "days": row["days"] - number * 3}, other)
        self._service(written["service"])
        for row in written["life"]:
            self._life(row)
        db.session.flush()
        for row in seeds.read("demo_activities.toml")["activity"]:
            self._assess(row)

    # --- words and days -----------------------------------------------------------------------------------------

    def _said(self, texts: Any) -> Any:
        """What stands in the language of the school."""
        return texts.get(self.year.language, texts["kk"]) if isinstance(texts, dict) else texts

    def _day(self, days: int) -> date:
        return self.year.today + timedelta(days=days)

    def _moment(self, days: int) -> datetime:
        return datetime.combine(self._day(days), HALF_PAST_NINE, UTC)

    def _content(self, texts: Mapping[str, str]) -> LocalizedText:
        return LocalizedText.of({**texts, "origin": self.year.language})

    # --- people --------------------------------------------------------------------------------------------------

    def _of_grades(self, grades: Iterable[int]) -> list[Person]:
        wanted = set(grades)
        return [one.person for one in self.year.students if one.school_class and one.grade in wanted]

    def _classmates(self) -> list[Person]:
        mine = next(one for one in self.year.students if one.person is self.me)
        return [one for one in self._of_grades([mine.grade]) if one is not self.me]

    def _leader(self, number: int) -> Person:
        return self.year.teachers[number % len(self.year.teachers)]

    # --- activities and projects ---------------------------------------------------------------------------------

    def _activity(self, row: Row) -> None:
        weekday, begin, end = row.get("weekly", (None, None, None))
        leader = self._leader(row["leader"])
        activity = Activity(
            id=new_id(),
            component=row["component"],
            kind=row["kind"],
            title=self._content(row["title"]),
            description=self._content(row["description"]),
            place=self._said(row.get("place", "")),
            places=row.get("places"),
            life=row["life"],
            starts_on=self._day(row["days"][0]),
            ends_on=self._day(row["days"][1]),
            weekday=weekday,
            starts_at=time.fromisoformat(begin) if begin else None,
            ends_at=time.fromisoformat(end) if end else None,
            hours_planned=Decimal(row["hours"]),
            leader_id=leader.id,
            created_by_id=leader.id,
        )
        self.activities[row["key"]] = activity
        db.session.add(activity)

    def _team(self, row: Row) -> None:
        """The students of the grades, taken in turn so that not the same ones do everything; the visitors' student is
        in every activity of the own grade."""
        pool = self._of_grades(row["grades"])
        begin = len(self.teams) * 3
        wanted = [pool[(begin + number) % len(pool)] for number in range(min(row["students"], len(pool)))]
        if self.me in pool:
            wanted = [self.me, *(one for one in wanted if one is not self.me)][: row["students"]]
        over = row["days"][1] < 0
        roles = row.get("roles", [])
        db.session.add_all(
            Participation(
                activity_id=self.activities[row["key"]].id,
                student_id=one.id,
                role=roles[number] if number < len(roles) else "member",
                state="took_part" if over else "joined",
                hours=Decimal(row["hours"]) if over else None,
                joined_at=self._moment(row["days"][0]),
            )
            for number, one in enumerate(wanted)
        )
        self.teams[row["key"]] = [one.id for one in wanted]

    def _project(self, row: Row) -> None:
        told = next(one for one in seeds.read("demo_activities.toml")["activity"] if one["key"] == row["key"])
        project = Project(
            id=new_id(),
            activity_id=self.activities[row["key"]].id,
            stage=told["stage"],
            plan=self._said(row["plan"]),
            reflection=self._said(row.get("reflection", "")),
            evidence=self._said(row.get("evidence", "")),
        )
        db.session.add(project)
        db.session.flush()
        leader, first = self._leader(told["leader"]).id, self.teams[row["key"]][0]
        wanted = [move for move in MOVES if not move.needs_remark]
        way = wanted[: list(Stage).index(Stage(told["stage"]))]
        if "remark" in row:
            way = [move for move in MOVES if move.name in ("submit_plan", "return_plan")]
        begin, last = told["days"][0], min(told["days"][1], -1)
        for number, move in enumerate(way):
            db.session.add(
                ProjectMove(
                    project_id=project.id,
                    came_from=move.came_from,
                    went_to=move.went_to,
                    moved_by_id=first if move.party is Party.TEAM else leader,
                    moved_at=self._moment(begin + (last - begin) * (number + 1) // (len(way) + 1)),
                    remark=self._said(row["remark"]) if move.needs_remark else "",
                )
            )

    def _assess(self, row: Row) -> None:
        activity = self.activities[row["key"]]
        levels = row.get("levels", [])
        rubric = seeded_rubric(NAME, seeds.components()[activity.component].rubric)
        for student_id, level in zip(self.teams[row["key"]], levels, strict=False):
            if level < 0:
                continue
            worked_on = min(activity.ends_on, self._day(-3))
            work = ActivityWork(NAME, activity.id, student_id, rubric.version_id, activity.title, worked_on)
            rows = [ActivityRow(criterion.id, criterion.levels[level].id) for criterion in rubric.criteria]
            assess_activity(work, rows, activity.leader_id)

    # --- mentors, reflections, service, the week -------------------------------------------------------------------

    def _mentors(self, written: Row) -> None:
        expert = self.year.mentors[0] if self.year.mentors else self._leader(2)
        mates = self._classmates()
        self._tie(expert, self.me, "expert", written["meeting"])
        self._tie(expert, mates[2], "expert", written["meeting"][1:])
        self._tie(self._leader(0), mates[3], "staff", written["meeting"][:1])
        older, younger = self._of_grades([10]), self._of_grades([5])
        for mentor, student in zip(older[:4], younger[:4], strict=False):
            self._tie(mentor, student, "older_student", written["peer_meeting"])
        if older:
            self._tie(older[0], self.me, "older_student", written["peer_meeting"])

    def _tie(self, mentor: Person, student: Person, kind: str, meetings: Iterable[Row]) -> None:
        tie = Mentorship(
            id=new_id(), mentor_id=mentor.id, student_id=student.id, kind=kind, started_on=self._day(-70)
        )
        db.session.add(tie)
        db.session.flush()
        for row in meetings:
            meeting = Meeting(
                id=new_id(),
                mentorship_id=tie.id,
                held_on=self._day(row["days"]),
                summary=self._said(row.get("summary", "")),
            )
            db.session.add(meeting)
            db.session.flush()
            done = row["done"]
            db.session.add_all(
                AgreedStep(
                    meeting_id=meeting.id,
                    position=position,
                    text=text,
                    done_on=self._day(done[position]) if position < len(done) else None,
                )
                for position, text in enumerate(self._said(row["steps"]))
            )

    def _reflection(self, row: Row, student: Person) -> None:
        activity = self.activities.get(row.get("activity", ""))
        assessed = row["openness"] == "evidence" and row.get("activity") == "apple-garden"
        db.session.add(
            JournalEntry(
                author_key=author_key(student.id),
                student_id=shown_author(student.id, row["openness"]),
                activity_id=activity.id if activity else None,
                written_at=self._moment(row["days"]),
                text=self._said(row["text"]),
                language=self.year.language,
                openness=row["openness"],
                assessed_at=self._moment(row["days"] + 2) if assessed else None,
            )
        )

    def _service(self, rows: Iterable[Row]) -> None:
        """All entries for the visitors' student; the confirmed and the waiting ones also for some others."""
        teacher = self._leader(0)
        people = [self.me, *self._classmates()[:5], *self._of_grades([10])[:4]]
        for number, student in enumerate(people):
            for row in rows:
                if student is not self.me and (row["state"] == "declined" or "outside" in row):
                    continue
                self._entry(row, student, teacher, number)

    def _entry(self, row: Row, student: Person, teacher: Person, number: int) -> None:
        activity = self.activities.get(row.get("activity", ""))
        outside = self._said(row.get("outside", ""))
        decided = row["state"] != "waiting"
        db.session.add(
            ServiceEntry(
                student_id=student.id,
                activity_id=activity.id if activity else None,
                served_on=self._day(row["days"] - number % 3),
                hours=Decimal(row["hours"]) + Decimal(number % 3) / 4,
                text=self._said(row["text"]),
                supervisor_id=None if outside else teacher.id,
                outside_name=outside,
                state=row["state"],
                remark=self._said(row.get("remark", "")),
                decided_at=self._moment(row["days"] + 2) if decided else None,
                decided_by_id=teacher.id if decided else None,
                logged_at=self._moment(row["days"]),
            )
        )

    def _life(self, row: Row) -> None:
        db.session.add_all(
            LifeEntry(
                student_id=self.me.id,
                life=row["life"],
                title=self._said(row["title"]),
                weekday=weekday,
                starts_at=time.fromisoformat(row["from"]),
                ends_at=time.fromisoformat(row["to"]),
            )
            for weekday in row["weekdays"]
        )
