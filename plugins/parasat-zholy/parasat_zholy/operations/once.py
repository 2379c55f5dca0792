"""What is sent twice happens once."""

from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from parasat_lms.plugin_api import db

Row = TypeVar("Row")


def already(model: type[Row], form_key: str | None) -> Row | None:
    """The row that this very form has made before: a second press of the button finds it."""
    if not form_key:
        return None
    column: Any = model.form_key  # type: ignore[attr-defined]
    return db.session.scalars(select(model).where(column == form_key)).one_or_none()


def add_once(row: Row) -> Row:
    """Add the row, or find what the same form has made a moment ago in another request."""
    model: type[Row] = type(row)
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        found = already(model, row.form_key)  # type: ignore[attr-defined]
        if found is None:
            raise
        return found
    return row
