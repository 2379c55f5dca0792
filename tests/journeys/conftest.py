"""What the journeys share: works that nobody else marks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.steps import SpareWorks, waiting_works
from tests.support.shared import shared
from tests.support.windows import PATIENCE, Windows

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def spare_works(browser: Browser, demo_server: str, run_folder: Path) -> Iterator[SpareWorks]:
    """The same for all workers of the run."""
    file = run_folder / "spare-works.json"

    def gather() -> dict[str, str]:
        windows = Windows(browser, demo_server)
        teacher = windows.open_as("teacher2.saryarka")
        untouched = [work.address for work in waiting_works(teacher, "saryarka") if not work.begun]
        windows.close()
        file.write_text(json.dumps(untouched[::-1]))
        return {}

    with shared(run_folder, "spare-works-gathered", gather, lambda _: file.unlink()):
        yield SpareWorks(file)


@pytest.fixture
def spare_work(spare_works: SpareWorks) -> str:
    """The address of such a work."""
    return spare_works.take()
