"""Lists in pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, select

from parasat_lms.plugin_api import db

PER_PAGE = 25
MOST_PAGES = 100_000
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Paged(Generic[T]):
    """One page of a list: its lines, its number from 1, and how many pages and lines there are."""

    lines: Sequence[T]
    number: int
    pages: int
    total: int


def paged(query: Select[*tuple[Any, ...]], number: int) -> Paged[Any]:
    """The rows of one page of a query; a number beyond the list is an empty page."""
    counted = select(func.count()).select_from(query.order_by(None).with_only_columns(1).subquery())
    total = db.session.scalar(counted) or 0
    rows = db.session.execute(query.limit(PER_PAGE).offset((number - 1) * PER_PAGE)).all() if total else []
    return Paged(rows, number, max(-(-total // PER_PAGE), 1), total)
