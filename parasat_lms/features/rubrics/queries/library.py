"""The library: what somebody finds in it, one rubric with its history, and what the network has published."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload

from parasat_lms.core.db import CROSS_SCHOOL, db
from parasat_lms.domain.localized import LocalizedText
from parasat_lms.domain.names import search_key
from parasat_lms.features.courses.models import Course
from parasat_lms.features.rubrics import policies
from parasat_lms.features.rubrics.models import (
    Criterion,
    CriterionAttribute,
    GraduateAttribute,
    Level,
    LevelAttribute,
    Rubric,
    RubricScope,
    RubricVersion,
)
from parasat_lms.features.rubrics.queries.content import RubricContent, rubric_content, rubric_contents
from parasat_lms.features.schools.models import School

PER_PAGE = 20
"""Rubrics on a page of the library."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose library it is: what this person sees and may change follows from it."""

    person_id: UUID
    keeps_school: bool

    @property
    def sees(self) -> ColumnElement[bool]:
        """The rubrics that this reader sees."""
        return policies.visible_to(self.person_id, keeps_school=self.keeps_school)

    @property
    def edits(self) -> ColumnElement[bool]:
        """The rubrics that this reader may change."""
        return policies.editable_by(self.person_id, keeps_school=self.keeps_school)


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody looks for; an empty part asks for nothing. `shelf` is one of `SHELVES`."""

    words: str = ""
    shelf: str = "all"
    grade: int | None = None
    attribute: str = ""
    language: str = ""
    kind: str = ""


SHELVES = ("all", "mine", "team", "school", "network", "archived")


@dataclass(frozen=True, slots=True)
class Entry:
    """A rubric on a shelf of the library."""

    rubric: Rubric
    content: RubricContent
    school: LocalizedText | None = None


@dataclass(frozen=True, slots=True)
class Shelf:
    """A page of the library, and how many rubrics there are in all."""

    entries: tuple[Entry, ...]
    total: int


def library_shelf(reader: Reader, wish: Wish, page: int) -> Shelf:
    """What the reader finds in the own school, the rubrics of programmes first, then by age."""
    query = (
        select(Rubric, RubricVersion.id, func.count().over().label("total"))
        .join(RubricVersion, _latest())
        .where(reader.sees, _on_shelf(reader, wish.shelf), *_wishes(wish))
        .options(joinedload(Rubric.owner))
        .order_by(Rubric.plugin.is_(None), Rubric.id)
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    )
    rows = db.session.execute(query).all()
    contents = rubric_contents([row[1] for row in rows])
    return Shelf(tuple(Entry(row[0], contents[row[1]]) for row in rows), rows[0].total if rows else 0)


def _latest() -> ColumnElement[bool]:
    return and_(
        RubricVersion.school_id == Rubric.school_id,
        RubricVersion.rubric_id == Rubric.id,
        RubricVersion.number == Rubric.latest_number,
    )


def _on_shelf(reader: Reader, shelf: str) -> ColumnElement[bool]:
    if shelf == "archived":
        return Rubric.archived_at.is_not(None)
    current = Rubric.archived_at.is_(None)
    match shelf:
        case "mine":
            return and_(current, Rubric.owner_id == reader.person_id)
        case "team" | "school":
            return and_(current, Rubric.scope == shelf)
        case _:
            return current


def _wishes(wish: Wish) -> list[ColumnElement[bool]]:
    """The parts of a wish as criteria on the version that is shown."""
    found: list[ColumnElement[bool]] = []
    for word in search_key(wish.words).split()[:10]:
        found.append(RubricVersion.search_key.contains(word, autoescape=True))
    if wish.grade:
        found.append(RubricVersion.grade_from <= wish.grade)
        found.append(RubricVersion.grade_to >= wish.grade)
    if wish.kind:
        found.append(RubricVersion.kind == wish.kind)
    if wish.language:
        found.append(RubricVersion.languages.contains(wish.language, autoescape=True))
    if wish.attribute:
        found.append(_feeds(wish.attribute))
    return found


def _feeds(code: str) -> ColumnElement[bool]:
    """That a criterion of the version, or one of its levels, is evidence of the attribute of that code."""
    by_criterion = (
        select(CriterionAttribute.criterion_id)
        .join(GraduateAttribute, GraduateAttribute.id == CriterionAttribute.attribute_id)
        .where(GraduateAttribute.code == code, CriterionAttribute.weight != Decimal(0))
    )
    by_level = (
        select(Level.criterion_id)
        .join(
            LevelAttribute,
            and_(LevelAttribute.level_id == Level.id, LevelAttribute.school_id == Level.school_id),
        )
        .join(GraduateAttribute, GraduateAttribute.id == LevelAttribute.attribute_id)
        .where(GraduateAttribute.code == code, LevelAttribute.weight != Decimal(0))
    )
    return RubricVersion.id.in_(
        select(Criterion.version_id).where(or_(Criterion.id.in_(by_criterion), Criterion.id.in_(by_level)))
    )


# --- the network's shelf --------------------------------------------------------------------------------------


def network_shelf(network_id: UUID, wish: Wish, page: int) -> Shelf:
    """What the schools of a network have published, each in the version that was published, the latest first."""
    query = (
        _published(network_id)
        .where(*_wishes(wish))
        .order_by(Rubric.published_at.desc(), Rubric.id)
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    )
    rows = db.session.execute(query).all()
    contents = rubric_contents([row[1] for row in rows], across_schools=True)
    entries = tuple(Entry(row[0], contents[row[1]], row[2]) for row in rows)
    return Shelf(entries, rows[0].total if rows else 0)


def _published(network_id: UUID) -> Select[Rubric, UUID, LocalizedText, int]:
    """Leaves the school's scope by name: rubrics of every school of the network, and only what was published."""
    return (
        select(Rubric, RubricVersion.id, School.name, func.count().over().label("total"))
        .join(School, School.id == Rubric.school_id)
        .join(
            RubricVersion,
            and_(
                RubricVersion.school_id == Rubric.school_id,
                RubricVersion.rubric_id == Rubric.id,
                RubricVersion.number == Rubric.published_number,
            ),
        )
        .where(School.network_id == network_id, Rubric.archived_at.is_(None))
        .execution_options(**{CROSS_SCHOOL: True})
    )


def published_rubric(network_id: UUID, version_id: UUID) -> Entry | None:
    """A version that a school of the network has published, or `None`; the rubric is for reading only."""
    row = db.session.execute(_published(network_id).where(RubricVersion.id == version_id)).first()
    if row is None:
        return None
    return Entry(row[0], rubric_contents([version_id], across_schools=True)[version_id], row[2])


# --- one rubric -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Origin:
    """What a rubric was copied from: then and now. `now` is `None` where it is no longer to be seen."""

    then: RubricContent
    now: RubricContent | None
    school: LocalizedText | None

    @property
    def moved_on(self) -> bool:
        """Whether the origin has changed since it was copied."""
        return self.now is not None and self.now.version_id != self.then.version_id


def find_rubric(*criteria: ColumnElement[bool], rubric_id: UUID, lock: bool = False) -> Rubric | None:
    """A rubric of the current school that meets the criteria, with its owner; locked for a change where asked."""
    query = select(Rubric).where(Rubric.id == rubric_id, *criteria)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    else:
        query = query.options(joinedload(Rubric.owner))
    return db.session.scalars(query).one_or_none()


def versions_of(rubric_id: UUID) -> Sequence[RubricVersion]:
    """The versions of a rubric with who made them, the latest first."""
    return db.session.scalars(
        select(RubricVersion)
        .where(RubricVersion.rubric_id == rubric_id)
        .options(joinedload(RubricVersion.maker))
        .order_by(RubricVersion.number.desc())
    ).all()


def latest_version(rubric: Rubric) -> RubricContent:
    """The latest version of a rubric, whole."""
    version_id = db.session.scalars(
        select(RubricVersion.id).where(
            RubricVersion.rubric_id == rubric.id, RubricVersion.number == rubric.latest_number
        )
    ).one()
    return rubric_content(version_id)


def origin_of(rubric: Rubric, network_id: UUID, reader: Reader) -> Origin | None:
    """The origin of a copy, then and now; leaves the school's scope by name where another school published it."""
    if rubric.origin_version_id is None:
        return None
    then = rubric_contents([rubric.origin_version_id], across_schools=True).get(rubric.origin_version_id)
    if then is None:
        return None
    if rubric.origin_school_id == rubric.school_id:
        source = find_rubric(reader.sees, rubric_id=then.rubric_id)
        return Origin(then, latest_version(source) if source else None, None)
    row = db.session.execute(_published(network_id).where(Rubric.id == then.rubric_id)).first()
    if row is None:
        return Origin(then, None, None)
    return Origin(then, rubric_contents([row[1]], across_schools=True)[row[1]], row[2])


@dataclass(frozen=True, slots=True)
class Team:
    """A subject whose teachers share rubrics."""

    code: str
    title: LocalizedText


def teams(reader: Reader) -> list[Team]:
    """The subjects that the reader teaches, by title; for whoever keeps the school's rubrics, all subjects."""
    query = select(Course.subject_code, Course.title).order_by(Course.subject_code, Course.id)
    if not reader.keeps_school:
        query = query.where(Course.subject_code.in_(policies.teams_of(reader.person_id)))
    found: dict[str, LocalizedText] = {}
    for code, title in db.session.execute(query):
        found.setdefault(code, title)
    return [Team(code, title) for code, title in found.items()]


def library_contents() -> list[RubricContent]:
    """What an activity may be assessed with: the school's rubrics in their latest versions, the programmes' first."""
    ids = db.session.scalars(
        select(RubricVersion.id)
        .join(Rubric, _latest())
        .where(Rubric.archived_at.is_(None), Rubric.scope == RubricScope.SCHOOL)
        .order_by(Rubric.plugin.is_(None), RubricVersion.made_at, RubricVersion.id)
    ).all()
    contents = rubric_contents(ids)
    return [contents[id] for id in ids]


def seeded_rubric(plugin: str, key: str) -> RubricContent:
    """The latest version of a rubric that a plug-in seeded; raises `LookupError` where the school has none."""
    version_id = db.session.scalar(
        select(RubricVersion.id)
        .join(Rubric, Rubric.id == RubricVersion.rubric_id)
        .where(Rubric.plugin == plugin, Rubric.seed == key)
        .order_by(RubricVersion.number.desc())
        .limit(1)
    )
    if version_id is None:
        raise LookupError(f"{plugin} has seeded no rubric {key!r} in this school")
    return rubric_content(version_id)
