"""A school's identity in words, and its theme as data."""

from typing import Any

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from parasat_lms.core.db import Model, SchoolOwned
from parasat_lms.domain.localized import LocalizedText


class SchoolIdentity(SchoolOwned, Model):
    """Vision, mission, goal and motto of a school: the network's words until the school makes them its own."""

    __tablename__ = "school_identity"
    __table_args__ = (UniqueConstraint("school_id"),)

    motto: Mapped[LocalizedText]
    vision: Mapped[LocalizedText]
    mission: Mapped[LocalizedText]
    goal: Mapped[LocalizedText]
    tasks: Mapped[list[Any]]


class SchoolTheme(SchoolOwned, Model):
    """The tokens from which the school's colours, radius and type are derived; never free style sheets."""

    __tablename__ = "school_theme"
    __table_args__ = (UniqueConstraint("school_id"),)

    tokens: Mapped[dict[str, Any]]
    revision: Mapped[str] = mapped_column(String(16))
