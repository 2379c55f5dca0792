"""Changes to schools: plug-ins switched on and off, faults noted, default rules laid down."""

from collections.abc import Mapping, Sequence
from datetime import date
from re import fullmatch
from typing import Any, TypeVar
from uuid import UUID

from flask import g
from sqlalchemy import ColumnElement, select, update

from parasat_lms.core import audit, clock
from parasat_lms.core.db import CROSS_SCHOOL, SchoolOwned, db, enter_school, insert_if_absent
from parasat_lms.core.i18n import forget_language
from parasat_lms.core.plugins import Fault, PluginManifest, manager
from parasat_lms.domain.localized import LocalizedText
from parasat_lms.domain.rule_book import DEFAULT_RULES
from parasat_lms.features.schools.models import (
    Network,
    PluginFault,
    PluginSwitch,
    RuleRow,
    School,
    SchoolYear,
    Term,
)
from parasat_lms.features.schools.queries import CurrentSchool, school_by_id

RESERVED = frozenset({"static", "language", "healthz", "readyz", "verify"})
"""Addresses of the installation that no school may take."""


Row = TypeVar("Row", bound=SchoolOwned)


def enter(school: CurrentSchool) -> None:
    """For the rest of this request its rows are this school's, and the page wears its face and speaks its language."""
    g.school = school
    enter_school(school.id)
    forget_language()


def enter_school_owning(model: type[Row], id: UUID) -> Row | None:
    """The row of that id, whichever school it belongs to, whose school is entered; `None` where there is none.

    Only for public pages whose address names no school, and for rows that everybody may see.
    """
    query = select(model).where(model.id == id).execution_options(**{CROSS_SCHOOL: True})
    row = db.session.scalars(query).one_or_none()
    if row is not None and (school := school_by_id(row.school_id)):
        enter(school)
    return row


def switch_plugin(manifest: PluginManifest, *, enabled: bool) -> None:
    """Switch a plug-in on or off for the current school; what it stores stays untouched."""
    name = manifest.name
    insert_if_absent(PluginSwitch, plugin=name, enabled=enabled, settings={})
    switch = db.session.scalars(select(PluginSwitch).where(PluginSwitch.plugin == name)).one()
    switch.enabled = enabled
    audit.record("plugin.enabled" if enabled else "plugin.disabled", "plugin_switch", switch.id, plugin=name)
    db.session.flush()
    if enabled:
        _forgive(PluginFault.plugin == name)
        manager().announce("plugin_switched_on", frozenset({name}), manifest=manifest)


def set_plugin(manifest: PluginManifest, settings: Mapping[str, Any]) -> None:
    """Keep what the current school sets for a plug-in; the values must be JSON."""
    insert_if_absent(PluginSwitch, plugin=manifest.name, enabled=False, settings={})
    switch = db.session.scalars(select(PluginSwitch).where(PluginSwitch.plugin == manifest.name)).one()
    switch.settings = dict(settings)
    audit.record("plugin.set", "plugin_switch", switch.id, plugin=manifest.name, fields=sorted(settings))
    db.session.flush()


def found_network(name: LocalizedText) -> Network:
    """A new network with the rules that ship with the product."""
    network = Network(name=name)
    db.session.add(network)
    db.session.flush()
    lay_down_default_rules(network.id)
    return network


def found_school(
    network: Network, slug: str, *, name: LocalizedText, place: LocalizedText, language: str
) -> School:
    """A new school of a network; its slug is its address."""
    if not fullmatch(r"[a-z][a-z0-9-]{1,38}", slug) or slug in RESERVED:
        raise ValueError(f"{slug!r} cannot be a school's address")
    school = School(network_id=network.id, slug=slug, name=name, place=place, language=language)
    db.session.add(school)
    db.session.flush()
    return school


def plan_year(title: str, terms: Sequence[tuple[date, date]]) -> tuple[SchoolYear, list[Term]]:
    """A school year of the current school with its terms, each as first and last day, in order."""
    year = SchoolYear(title=title, starts_on=terms[0][0], ends_on=terms[-1][1])
    db.session.add(year)
    db.session.flush()
    planned = [
        Term(year_id=year.id, number=number, starts_on=first, ends_on=last)
        for number, (first, last) in enumerate(terms, 1)
    ]
    db.session.add_all(planned)
    db.session.flush()
    return year, planned


def note_fault(fault: Fault) -> None:
    """Count a plug-in's contained fault, with its latest error."""
    insert_if_absent(
        PluginFault,
        plugin=fault.plugin,
        hook=fault.hook,
        error=fault.error[:300],
        times=0,
        strikes=0,
        last_at=clock.now(),
    )
    db.session.execute(
        update(PluginFault)
        .where(PluginFault.plugin == fault.plugin, PluginFault.hook == fault.hook)
        .values(
            error=fault.error[:300],
            times=PluginFault.times + 1,
            strikes=PluginFault.strikes + 1,
            last_at=clock.now(),
        )
    )


def note_recovery(plugin: str, hook: str) -> None:
    """A hook that had failed has answered: the faults before do not count against it any more."""
    _forgive(PluginFault.plugin == plugin, PluginFault.hook == hook)


def ask_again(manifest: PluginManifest, hook: str) -> None:
    """Let the current school's pages ask a display hook again that had failed too often."""
    _forgive(PluginFault.plugin == manifest.name, PluginFault.hook == hook)
    audit.record("plugin.asked_again", "plugin_fault", None, plugin=manifest.name, hook=hook)


def _forgive(*which: ColumnElement[bool]) -> None:
    db.session.execute(update(PluginFault).where(*which).values(strikes=0))


def lay_down_default_rules(network_id: UUID) -> None:
    """Give a network the rules that ship with the product."""
    for rule in DEFAULT_RULES:
        db.session.add(
            RuleRow(
                network_id=network_id,
                kind=rule.kind,
                grade_from=rule.grades[0],
                grade_to=rule.grades[1],
                subject_kind=rule.subject_kind,
                valid_from=rule.valid_from,
                valid_to=rule.valid_to,
                value=dict(rule.value),
                note=rule.note,
                confidence=rule.confidence,
            )
        )
    db.session.flush()
