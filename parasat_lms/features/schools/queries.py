"""Reads about schools: the school of an address, its plug-ins, its rule book."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask import current_app, g
from sqlalchemy import ColumnElement, inspect, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from parasat_lms.core import clock
from parasat_lms.core.clock import local_date
from parasat_lms.core.db import Base, current_school_id, db
from parasat_lms.core.plugins import PATIENCE, PluginManifest, manager
from parasat_lms.domain.localized import LocalizedText
from parasat_lms.domain.rule_book import Rule, RuleBook, RuleKind
from parasat_lms.features.schools.models import (
    PluginFault,
    PluginSwitch,
    RuleRow,
    School,
    SchoolYear,
    Term,
)


@dataclass(frozen=True, slots=True)
class CurrentSchool:
    """The school of this request, detached from the database, so that an error page can still show it."""

    id: UUID
    network_id: UUID
    slug: str
    name: LocalizedText
    place: LocalizedText
    language: str
    timezone: str
    plugins: frozenset[str]
    strikes: Mapping[tuple[str, str], int]


def school_of(slug: str) -> CurrentSchool | None:
    """The school with this slug, its switched-on plug-ins and which hooks of them fail now, in one statement."""
    if not slug.isprintable():  # PostgreSQL refuses to compare some characters at all
        return None
    return _the_school(School.slug == slug)


def school_by_id(school_id: UUID) -> CurrentSchool | None:
    """The school of that id and its switched-on plug-ins, in one statement."""
    return _the_school(School.id == school_id)


def the_school() -> CurrentSchool:
    """The current school, in a request or a job; raises `ScopeMissing` where none is chosen."""
    found = _school_of_request() or school_by_id(current_school_id())
    if found is None:
        raise LookupError("the current school is gone")
    return found


def _the_school(which: ColumnElement[bool]) -> CurrentSchool | None:
    rows = db.session.execute(
        select(School, PluginSwitch.plugin, PluginFault.plugin, PluginFault.hook, PluginFault.strikes)
        .outerjoin(PluginSwitch, (PluginSwitch.school_id == School.id) & PluginSwitch.enabled)
        .outerjoin(PluginFault, (PluginFault.school_id == School.id) & (PluginFault.strikes > 0))
        .where(which)
        .execution_options(cross_school=True)
    ).all()
    if not rows:
        return None
    school = rows[0][0]
    return CurrentSchool(
        id=school.id,
        network_id=school.network_id,
        slug=school.slug,
        name=school.name,
        place=school.place,
        language=school.language,
        timezone=school.timezone,
        plugins=frozenset(row[1] for row in rows if row[1]),
        strikes={(plugin, hook): strikes for _, _, plugin, hook, strikes in rows if plugin},
    )


def network_of_current_school() -> UUID:
    """The network that the current school belongs to."""
    return db.session.scalars(select(School.network_id).where(School.id == current_school_id())).one()


def schools_of_network(network_id: UUID) -> list[School]:
    """Every school of a network, by slug."""
    return list(
        db.session.scalars(select(School).where(School.network_id == network_id).order_by(School.slug))
    )


def all_schools() -> list[School]:
    """Every school of the installation, by slug: what the front door shows."""
    return list(db.session.scalars(select(School).order_by(School.slug)))


def rule_book(network_id: UUID, school_id: UUID) -> RuleBook:
    """The rules that hold in a school: its network's and its own."""
    rows = db.session.scalars(
        select(RuleRow).where(
            RuleRow.network_id == network_id, or_(RuleRow.school_id.is_(None), RuleRow.school_id == school_id)
        )
    )
    return RuleBook([_rule(row) for row in rows])


def _rule(row: RuleRow) -> Rule:
    return Rule(
        kind=RuleKind(row.kind),
        scope="school" if row.school_id else "network",
        grades=(row.grade_from, row.grade_to),
        subject_kind=row.subject_kind,  # type: ignore[arg-type]
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        value=row.value,
        note=row.note,
        confidence=row.confidence,  # type: ignore[arg-type]
    )


def today() -> date:
    """The calendar day in the current school."""
    return local_date(clock.now(), school_timezone())


def school_language() -> str:
    """The language in which the current school teaches and speaks first: "kk", "ru" or "en"."""
    school = _school_of_request()
    return school.language if school else _stored(School.language)


def school_timezone() -> str:
    """The time zone of the current school (IANA name)."""
    school = _school_of_request()
    return school.timezone if school else _stored(School.timezone)


def current_year() -> SchoolYear | None:
    """The school year of today; in the holidays the one that comes next, else the latest there was."""
    day = today()
    coming = select(SchoolYear).where(SchoolYear.ends_on >= day).order_by(SchoolYear.starts_on).limit(1)
    latest = select(SchoolYear).order_by(SchoolYear.starts_on.desc()).limit(1)
    return db.session.scalars(coming).first() or db.session.scalars(latest).first()


def terms_of(year_id: UUID) -> list[Term]:
    """The terms of a school year, in order."""
    return list(db.session.scalars(select(Term).where(Term.year_id == year_id).order_by(Term.number)))


def current_term() -> Term | None:
    """The term of today; between two terms the one that comes next, else the latest there was."""
    day = today()
    coming = select(Term).where(Term.ends_on >= day).order_by(Term.starts_on).limit(1)
    latest = select(Term).order_by(Term.starts_on.desc()).limit(1)
    return db.session.scalars(coming).first() or db.session.scalars(latest).first()


def switched_on() -> frozenset[str]:
    """The plug-ins that the current school has switched on: of its request where there is one."""
    school = _school_of_request()
    if school:
        return school.plugins
    return frozenset(db.session.scalars(select(PluginSwitch.plugin).where(PluginSwitch.enabled)))


def _school_of_request() -> CurrentSchool | None:
    """The school of this request, where it is the current one; a command or job has none."""
    school: CurrentSchool | None = g.get("school")
    return school if school and school.id == current_school_id() else None


def _stored(column: InstrumentedAttribute[str]) -> str:
    return db.session.scalars(select(column).where(School.id == current_school_id())).one()


def plugin_settings(name: str) -> dict[str, Any]:
    """What the current school has set for a plug-in; empty until it sets something."""
    found = db.session.scalar(select(PluginSwitch.settings).where(PluginSwitch.plugin == name))
    return dict(found or {})


def plugin_faults() -> list[PluginFault]:
    """What plug-ins broke in this school, latest first."""
    return list(db.session.scalars(select(PluginFault).order_by(PluginFault.last_at.desc())))


def year_of(term: Term) -> SchoolYear:
    """The school year that a term belongs to."""
    return db.session.scalars(select(SchoolYear).where(SchoolYear.id == term.year_id)).one()


@dataclass(frozen=True, slots=True)
class ProgrammeCard:
    """An installed plug-in as the page “Programmes” shows it: what it adds, keeps and needs, and how it fares."""

    manifest: PluginManifest
    enabled: bool
    pages: int
    tables: tuple[str, ...]
    missing_tables: tuple[str, ...]
    faults: tuple[PluginFault, ...]

    @property
    def silenced(self) -> tuple[PluginFault, ...]:
        """The display hooks that failed too often in a row and are not asked any more."""
        return tuple(fault for fault in self.faults if fault.strikes >= PATIENCE)

    @property
    def failing(self) -> bool:
        """Whether something of it needs somebody to look at."""
        return bool(self.missing_tables or any(fault.strikes for fault in self.faults))


def programme_cards() -> list[ProgrammeCard]:
    """Every installed plug-in for the current school, in as many statements for one as for a hundred."""
    present = set(inspect(db.session.connection()).get_table_names())
    faults = plugin_faults()
    enabled = switched_on()
    rules = list(current_app.url_map.iter_rules())
    cards = []
    for manifest in manager().switchable:
        tables = tuple(
            sorted(name for name in Base.metadata.tables if name.startswith(manifest.table_prefix))
        )
        cards.append(
            ProgrammeCard(
                manifest=manifest,
                enabled=manifest.name in enabled,
                pages=len(
                    {
                        rule.rule
                        for rule in rules
                        if rule.endpoint.split(".")[0] == manifest.name
                        and "GET" in (rule.methods or ())
                        and not rule.endpoint.endswith(".static")
                    }
                ),
                tables=tables,
                missing_tables=tuple(name for name in tables if name not in present),
                faults=tuple(fault for fault in faults if fault.plugin == manifest.name),
            )
        )
    return cards
