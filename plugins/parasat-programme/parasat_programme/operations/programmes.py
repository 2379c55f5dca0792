"""Author's programmes: written, handed to a reviewer, returned or approved, and offered by the school."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import delete, select, update

from parasat_lms.domain.localized import LANGUAGES, LocalizedText
from parasat_lms.plugin_api import Refused, audit, clock, db
from parasat_programme import _
from parasat_programme.models import AuthorsProgramme, CatalogueSubject, ProgrammeUnit, ProgrammeVersion
from parasat_programme.operations.catalogue import add_subject
from parasat_programme.queries import programmes as written
from parasat_programme.queries.programmes import SECTIONS

TABLE = "plugin_parasat_programme_programme"
OPEN = frozenset({"draft", "returned"})
"""The states in which the author may write."""


@dataclass(frozen=True, slots=True)
class Basics:
    """What an author writes besides the units; texts by language, `origin` the language they were written in."""

    origin: str
    title: Mapping[str, str]
    aims: Mapping[str, str]
    assessment: Mapping[str, str]
    area: str
    kind: str
    attributes: tuple[str, ...]
    rubrics: tuple[UUID, ...]
    grades: tuple[int, int]
    weekly_hours: Decimal


def begin(author_id: UUID, basics: Basics) -> AuthorsProgramme:
    """A new draft."""
    programme = AuthorsProgramme(author_id=author_id, title=LocalizedText(), aims=LocalizedText())
    programme.assessment = LocalizedText()
    _put(programme, basics)
    db.session.add(programme)
    db.session.flush()
    audit.record("programme.begun", TABLE, programme.id)
    return programme


def write(programme: AuthorsProgramme, basics: Basics) -> None:
    """Save the draft; a changed text makes its older translations stale."""
    _refuse_closed(programme)
    _put(programme, basics)
    db.session.flush()


def _put(programme: AuthorsProgramme, basics: Basics) -> None:
    programme.title = rewritten(programme.title, basics.title, basics.origin)
    programme.aims = rewritten(programme.aims, basics.aims, basics.origin)
    programme.assessment = rewritten(programme.assessment, basics.assessment, basics.origin)
    programme.area, programme.kind = basics.area, basics.kind
    programme.attributes = list(basics.attributes)
    programme.rubrics = [str(version_id) for version_id in basics.rubrics]
    programme.first_grade, programme.last_grade = basics.grades
    programme.weekly_hours = basics.weekly_hours
    programme.changed_at = clock.now()


def rewritten(text: LocalizedText, words: Mapping[str, str], origin: str) -> LocalizedText:
    """A text with new wordings, the language of origin first, so that only what was not touched is stale."""
    if text.origin != origin:
        text = LocalizedText.of({**text.as_dict(), "origin": origin, "stale": []})
    for language in (origin, *(each for each in LANGUAGES if each != origin)):
        wording = words.get(language, "")
        if wording != text.as_dict()[language]:
            text = text.rewritten(language, wording)
    return text


def put_unit(
    programme: AuthorsProgramme,
    unit: ProgrammeUnit | None,
    *,
    title: Mapping[str, str],
    content: Mapping[str, str],
    hours: Decimal,
) -> ProgrammeUnit:
    """Write a unit of a draft: a new one at the end, or one that stands already."""
    _refuse_closed(programme)
    if unit is None:
        position = max((each.position for each in written.units_of(programme.id)), default=0) + 1
        unit = ProgrammeUnit(
            programme_id=programme.id, position=position, title=LocalizedText(), content=LocalizedText()
        )
        db.session.add(unit)
    unit.title = rewritten(unit.title, title, programme.title.origin)
    unit.content = rewritten(unit.content, content, programme.title.origin)
    unit.hours = hours
    programme.changed_at = clock.now()
    db.session.flush()
    return unit


def move_unit(programme: AuthorsProgramme, unit: ProgrammeUnit, *, up: bool) -> None:
    """Let a unit change places with its neighbour; the first does not go higher, nor the last lower."""
    _refuse_closed(programme)
    units = list(written.units_of(programme.id))
    place = units.index(unit)
    other = place - 1 if up else place + 1
    if 0 <= other < len(units):
        units[place], units[other] = units[other], units[place]
    for position, each in enumerate(units, 1):
        each.position = position
    db.session.flush()


def remove_unit(programme: AuthorsProgramme, unit: ProgrammeUnit) -> None:
    """Take a unit out of a draft."""
    _refuse_closed(programme)
    db.session.delete(unit)
    db.session.flush()


def remove(programme: AuthorsProgramme) -> None:
    """Throw a draft away that nobody has been given to read."""
    if programme.number:
        raise Refused(_("The programme has been submitted and keeps its history."))
    db.session.execute(delete(ProgrammeUnit).where(ProgrammeUnit.programme_id == programme.id))
    db.session.delete(programme)
    db.session.flush()
    audit.record("programme.removed", TABLE, programme.id)


def submit(programme: AuthorsProgramme) -> ProgrammeVersion:
    """Hand the programme to a reviewer, as a version that never changes again."""
    _refuse_closed(programme)
    units = written.units_of(programme.id)
    missing = written.gaps(programme, units)
    if missing:
        raise Refused(_("Before submitting: %(missing)s.", missing="; ".join(missing)))
    programme.number += 1
    _go(programme, "submitted", OPEN)
    version = ProgrammeVersion(
        programme_id=programme.id, number=programme.number, content=_snapshot(programme, units), remarks={}
    )
    db.session.add(version)
    db.session.flush()
    audit.record("programme.submitted", TABLE, programme.id, number=version.number)
    return version


def name_reviewer(programme: AuthorsProgramme, reviewer_id: UUID | None) -> None:
    """Name the expert who reviews a programme beside the administrators; not its author."""
    if reviewer_id == programme.author_id:
        raise Refused(_("An author does not review the own programme."))
    programme.reviewer_id = reviewer_id
    db.session.flush()
    audit.record("programme.reviewer_named", TABLE, programme.id)


def review(
    programme: AuthorsProgramme, *, approve: bool, remarks: Mapping[str, str], reviewer_id: UUID
) -> ProgrammeVersion:
    """Return the submitted version with remarks by section, or approve it, with or without remarks."""
    if reviewer_id == programme.author_id:
        raise Refused(_("An author does not review the own programme."))
    kept = {section: remarks[section].strip() for section in SECTIONS if remarks.get(section, "").strip()}
    if not approve and not kept:
        raise Refused(_("Write at least one remark: the author needs to know what to change."))
    _go(programme, "approved" if approve else "returned", frozenset({"submitted"}))
    version = written.latest_version(programme)
    version.decision = "approved" if approve else "returned"
    version.reviewed_by, version.reviewed_at = reviewer_id, clock.now()
    version.remarks = dict(kept)
    db.session.flush()
    audit.record(f"programme.{version.decision}", TABLE, programme.id, number=version.number)
    return version


def offer(programme: AuthorsProgramme) -> CatalogueSubject:
    """Make an approved programme a subject of the catalogue, from which courses are opened and electives offered."""
    _go(programme, "offered", frozenset({"approved"}))
    values = {
        "title": programme.title,
        "area": programme.area,
        "grades": (programme.first_grade, programme.last_grade),
        "weekly_hours": programme.weekly_hours,
        "attributes": list(programme.attributes),
        "kind": programme.kind,
        "description": programme.aims,
    }
    standing = (
        db.session.scalars(
            select(CatalogueSubject).where(CatalogueSubject.id == programme.subject_id)
        ).first()
        if programme.subject_id
        else None
    )
    if standing is None:
        subject = add_subject(level="authors", **values)  # type: ignore[arg-type]
    else:
        subject = standing
        subject.title, subject.description = programme.title, programme.aims
        subject.first_grade, subject.last_grade = programme.first_grade, programme.last_grade
        subject.weekly_hours, subject.attributes = programme.weekly_hours, list(programme.attributes)
        subject.area, subject.kind = programme.area, programme.kind
    programme.subject_id = subject.id
    db.session.flush()
    audit.record("programme.offered", TABLE, programme.id)
    return subject


def reopen(programme: AuthorsProgramme) -> None:
    """Let the author write the next version of an approved or offered programme; what is offered stays as it is."""
    _go(programme, "draft", frozenset({"approved", "offered"}))
    audit.record("programme.reopened", TABLE, programme.id)


def _go(programme: AuthorsProgramme, state: str, allowed: frozenset[str]) -> None:
    """Change the state once: of two who decide at the same time the second hears that it is decided."""
    moved = db.session.execute(
        update(AuthorsProgramme)
        .where(AuthorsProgramme.id == programme.id, AuthorsProgramme.state.in_(allowed))
        .values(state=state)
        .execution_options(synchronize_session=False)
    )
    if moved.rowcount == 0:  # type: ignore[attr-defined]
        raise Refused(_("The programme is in another state by now."))
    db.session.flush()
    db.session.refresh(programme)


def _refuse_closed(programme: AuthorsProgramme) -> None:
    if programme.state not in OPEN:
        raise Refused(_("A submitted or approved programme is not changed; return it or reopen it first."))


def _snapshot(programme: AuthorsProgramme, units: Sequence[ProgrammeUnit]) -> dict[str, object]:
    return {
        "title": programme.title.as_dict(),
        "aims": programme.aims.as_dict(),
        "assessment": programme.assessment.as_dict(),
        "attributes": list(programme.attributes),
        "rubrics": list(programme.rubrics),
        "grades": [programme.first_grade, programme.last_grade],
        "weekly_hours": str(programme.weekly_hours),
        "units": [
            {"title": unit.title.as_dict(), "content": unit.content.as_dict(), "hours": str(unit.hours)}
            for unit in units
        ],
    }
