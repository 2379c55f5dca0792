"""Networks and schools, their years and terms, switched plug-ins, and the rule book as dated data."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from parasat_lms.core import clock
from parasat_lms.core.db import Model, SchoolOwned, new_id, reference
from parasat_lms.domain.localized import LocalizedText


class Network(Model):
    """A network of schools: it publishes the attribute framework and the default rules."""

    __tablename__ = "network"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[LocalizedText]


class School(Model):
    """A school: everything it owns carries its id."""

    __tablename__ = "school"
    __table_args__ = (CheckConstraint("slug = lower(slug)", name="slug_lower_case"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    network_id: Mapped[UUID] = mapped_column(ForeignKey("network.id"), index=True)
    slug: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[LocalizedText]
    place: Mapped[LocalizedText]
    language: Mapped[str] = mapped_column(String(2))
    timezone: Mapped[str] = mapped_column(String(40), default="Asia/Almaty")


class SchoolYear(SchoolOwned, Model):
    """A school year."""

    __tablename__ = "school_year"

    title: Mapped[str] = mapped_column(String(20))
    starts_on: Mapped[date]
    ends_on: Mapped[date]


class Term(SchoolOwned, Model):
    """A term (тоқсан) of a school year, numbered from 1."""

    __tablename__ = "term"
    __table_args__ = (
        reference("year_id", "school_year"),
        UniqueConstraint("school_id", "year_id", "number"),
    )

    year_id: Mapped[UUID]
    number: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date]


class PluginSwitch(SchoolOwned, Model):
    """Whether a school has switched a plug-in on, and its settings."""

    __tablename__ = "plugin_switch"
    __table_args__ = (UniqueConstraint("school_id", "plugin"),)

    plugin: Mapped[str] = mapped_column(String(60))
    enabled: Mapped[bool] = mapped_column(Boolean, default=True)
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)


class PluginFault(SchoolOwned, Model):
    """A contained fault of a plug-in: counted, with the latest error, for the health page.

    `strikes` counts the faults since the hook last answered: with too many of them it is not asked any more.
    """

    __tablename__ = "plugin_fault"
    __table_args__ = (UniqueConstraint("school_id", "plugin", "hook"),)

    plugin: Mapped[str] = mapped_column(String(60))
    hook: Mapped[str] = mapped_column(String(60))
    error: Mapped[str] = mapped_column(String(300))
    times: Mapped[int] = mapped_column(default=0)
    strikes: Mapped[int] = mapped_column(default=0, server_default="0")
    last_at: Mapped[datetime] = mapped_column(default=clock.now)


class RuleRow(Model):
    """One dated rule of the rule book: the network's, or where `school_id` is set one school's own."""

    __tablename__ = "rule"
    __table_args__ = (
        CheckConstraint("grade_from <= grade_to", name="grades_in_order"),
        Index("ix_rule_network_id_kind", "network_id", "kind"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    network_id: Mapped[UUID] = mapped_column(ForeignKey("network.id"))
    school_id: Mapped[UUID | None] = mapped_column(ForeignKey("school.id"))
    kind: Mapped[str] = mapped_column(String(40))
    grade_from: Mapped[int]
    grade_to: Mapped[int]
    subject_kind: Mapped[str | None] = mapped_column(String(20))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    value: Mapped[dict[str, Any]]
    note: Mapped[LocalizedText]
    confidence: Mapped[str] = mapped_column(String(10))
