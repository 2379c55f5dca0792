"""What the journeys share: works that nobody else marks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.steps import waiting_works
from tests.support.windows import PATIENCE, Windows

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def spare_works(browser: Browser, demo_server: str) -> Iterator[str]:
    """Addresses of works in the course that two teachers of `saryarka` share, each given away once.

    The latest first: a journey that marks from the oldest on never meets them.
    """
    windows = Windows(browser, demo_server)
    teacher = windows.open_as("teacher2.saryarka")
    untouched = [work.address for work in waiting_works(teacher, "saryarka") if not work.begun]
    windows.close()
    return iter(list(reversed(untouched)))


@pytest.fixture
def spare_work(spare_works: Iterator[str]) -> str:
    """The address of a work that nobody has begun to mark and no other journey touches."""
    return next(spare_works)
