"""Reads of the catalogue."""

from collections.abc import Sequence

from sqlalchemy import func, select

from parasat_lms.plugin_api import db
from parasat_programme.models import CatalogueSubject


def catalogue() -> Sequence[CatalogueSubject]:
    """The school's subjects, in the catalogue's order."""
    return db.session.scalars(select(CatalogueSubject).order_by(CatalogueSubject.position)).all()


def codes() -> set[str]:
    """The codes that are taken."""
    return set(db.session.scalars(select(CatalogueSubject.code)))


def next_position() -> int:
    """The place after the last subject."""
    last = db.session.scalar(select(func.max(CatalogueSubject.position)))
    return (last or 0) + 1
