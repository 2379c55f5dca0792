"""The time of day, asked for in one place, so that tests and the demonstration can set it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_frozen: ContextVar[datetime | None] = ContextVar("frozen_clock", default=None)


def now() -> datetime:
    """The present moment, in UTC."""
    return _frozen.get() or datetime.now(UTC)


def local_date(moment: datetime, timezone: str) -> date:
    """The calendar day of `moment` in a school's time zone (IANA name)."""
    return moment.astimezone(ZoneInfo(timezone)).date()


@contextmanager
def frozen_at(moment: datetime) -> Iterator[None]:
    """Within the block `now()` answers `moment`, which must carry a time zone."""
    token = _frozen.set(moment)
    try:
        yield
    finally:
        _frozen.reset(token)
