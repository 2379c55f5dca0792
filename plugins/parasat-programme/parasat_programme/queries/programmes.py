"""Reads of author's programmes."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import aliased

from parasat_lms.domain.localized import LANGUAGES, LocalizedText
from parasat_lms.plugin_api import Person, RubricContent, db, rubric_content
from parasat_programme import _
from parasat_programme.models import AuthorsProgramme, ProgrammeUnit, ProgrammeVersion

SECTIONS = ("title", "aims", "attributes", "hours", "units", "assessment", "rubrics")
"""The parts of a programme to which a reviewer writes remarks."""
WEEKS = 34
"""Weeks of teaching in a school year."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A programme in a list, with its author and the named reviewer."""

    programme: AuthorsProgramme
    author: Person
    reviewer: Person | None


@dataclass(frozen=True, slots=True)
class UnitContent:
    """A unit as a reader sees it."""

    title: LocalizedText
    content: LocalizedText
    hours: Decimal


@dataclass(frozen=True, slots=True)
class Content:
    """A programme as a reader sees it: as it stands now, or as it was submitted once."""

    title: LocalizedText
    aims: LocalizedText
    assessment: LocalizedText
    attributes: tuple[str, ...]
    rubrics: tuple[str, ...]
    grades: tuple[int, int]
    weekly_hours: Decimal
    units: tuple[UnitContent, ...]

    @property
    def hours(self) -> Decimal:
        """The hours of all units."""
        return sum((unit.hours for unit in self.units), Decimal(0))

    @property
    def missing(self) -> tuple[str, ...]:
        """The languages in which some text of the programme is missing or older than the original."""
        texts = [self.title, self.aims, self.assessment]
        texts += [text for unit in self.units for text in (unit.title, unit.content)]
        lacking = {language for text in texts for language in (*text.missing(), *text.stale)}
        return tuple(language for language in LANGUAGES if language in lacking)


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A version of the history with who reviewed it."""

    version: ProgrammeVersion
    reviewer: Person | None


def _listed(*criteria: ColumnElement[bool]) -> list[Listed]:
    author, reviewer = aliased(Person), aliased(Person)
    rows = db.session.execute(
        select(AuthorsProgramme, author, reviewer)
        .join(author, author.id == AuthorsProgramme.author_id)
        .outerjoin(reviewer, reviewer.id == AuthorsProgramme.reviewer_id)
        .where(*criteria)
        .order_by(AuthorsProgramme.changed_at.desc(), AuthorsProgramme.id)
    )
    return [Listed(*row) for row in rows]


def written_by(author_id: UUID) -> list[Listed]:
    """The programmes of an author, the latest change first."""
    return _listed(AuthorsProgramme.author_id == author_id)


def to_review(reviewer_id: UUID | None) -> list[Listed]:
    """What waits to be reviewed by an expert, or at all where none is named."""
    waiting = AuthorsProgramme.state == "submitted"
    return _listed(waiting, AuthorsProgramme.reviewer_id == reviewer_id) if reviewer_id else _listed(waiting)


def of_the_school() -> list[Listed]:
    """Every programme that somebody has submitted once."""
    return _listed(AuthorsProgramme.number > 0)


def offered() -> list[Listed]:
    """The programmes that the school offers."""
    return _listed(AuthorsProgramme.subject_id.is_not(None))


def listed(programme: AuthorsProgramme) -> Listed:
    """A programme with its people."""
    return _listed(AuthorsProgramme.id == programme.id)[0]


def units_of(programme_id: UUID) -> Sequence[ProgrammeUnit]:
    """The units of a programme in their order."""
    return db.session.scalars(
        select(ProgrammeUnit)
        .where(ProgrammeUnit.programme_id == programme_id)
        .order_by(ProgrammeUnit.position, ProgrammeUnit.id)
    ).all()


def as_it_stands(programme: AuthorsProgramme) -> Content:
    """A programme as it stands now."""
    return Content(
        title=programme.title,
        aims=programme.aims,
        assessment=programme.assessment,
        attributes=tuple(programme.attributes),
        rubrics=tuple(programme.rubrics),
        grades=(programme.first_grade, programme.last_grade),
        weekly_hours=programme.weekly_hours,
        units=tuple(UnitContent(unit.title, unit.content, unit.hours) for unit in units_of(programme.id)),
    )


def as_submitted(version: ProgrammeVersion) -> Content:
    """A programme as it was submitted."""
    stored: dict[str, Any] = version.content
    return Content(
        title=LocalizedText.of(stored["title"]),
        aims=LocalizedText.of(stored["aims"]),
        assessment=LocalizedText.of(stored["assessment"]),
        attributes=tuple(stored["attributes"]),
        rubrics=tuple(stored["rubrics"]),
        grades=(stored["grades"][0], stored["grades"][1]),
        weekly_hours=Decimal(stored["weekly_hours"]),
        units=tuple(
            UnitContent(
                LocalizedText.of(unit["title"]), LocalizedText.of(unit["content"]), Decimal(unit["hours"])
            )
            for unit in stored["units"]
        ),
    )


def history(programme: AuthorsProgramme) -> list[Reviewed]:
    """Every version that was submitted, the latest first."""
    rows = db.session.execute(
        select(ProgrammeVersion, Person)
        .outerjoin(Person, Person.id == ProgrammeVersion.reviewed_by)
        .where(ProgrammeVersion.programme_id == programme.id)
        .order_by(ProgrammeVersion.number.desc())
    )
    return [Reviewed(*row) for row in rows]


def latest_version(programme: AuthorsProgramme) -> ProgrammeVersion:
    """The version that was submitted last."""
    return db.session.scalars(
        select(ProgrammeVersion)
        .where(ProgrammeVersion.programme_id == programme.id)
        .order_by(ProgrammeVersion.number.desc())
        .limit(1)
    ).one()


def rubrics_named(version_ids: Sequence[str]) -> list[RubricContent]:
    """The rubrics of a programme, each in the version that was chosen."""
    return [rubric_content(UUID(version_id)) for version_id in version_ids]


def gaps(programme: AuthorsProgramme, units: Sequence[ProgrammeUnit]) -> list[str]:
    """What a programme lacks before it can be submitted, in words."""
    origin = programme.title.origin
    found = []
    if origin in programme.aims.missing():
        found.append(_("write the aims"))
    if not programme.attributes:
        found.append(_("choose the attributes that it develops"))
    if not units:
        found.append(_("add at least one unit"))
    if origin in programme.assessment.missing():
        found.append(_("write how it is assessed"))
    if not programme.rubrics:
        found.append(_("choose at least one rubric"))
    most = programme.weekly_hours * WEEKS
    if sum((unit.hours for unit in units), Decimal(0)) > most:
        found.append(_("the units have more hours than a year of this many hours a week"))
    return found
