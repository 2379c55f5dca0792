"""One thing for all workers of a test run: the first that needs it starts it, the last to leave stops it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock

Description = dict[str, str]


@contextmanager
def shared(
    folder: Path, name: str, start: Callable[[], Description], stop: Callable[[Description], None]
) -> Iterator[Description]:
    """What `start` described, started once for everybody who has the same folder."""
    lock = FileLock(folder / f"{name}.lock")
    record = folder / f"{name}.json"
    with lock:
        users, description = json.loads(record.read_text()) if record.exists() else (0, start())
        record.write_text(json.dumps([users + 1, description]))
    try:
        yield description
    finally:
        with lock:
            users, description = json.loads(record.read_text())
            if users > 1:
                record.write_text(json.dumps([users - 1, description]))
            else:
                record.unlink()
                stop(description)
