"""The demonstration server that the browser journeys walk through."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

COMMAND = (sys.executable, "-m", "parasat_lms.cli", "demo")
PATIENCE = 180
"""Seconds that building and starting the demonstration may take on a slow machine."""

_children: dict[int, subprocess.Popen[bytes]] = {}


def start_demo() -> dict[str, str]:
    """Build the demonstration in a folder of its own and serve it: {"url", "process", "folder"}."""
    folder = Path(tempfile.mkdtemp(prefix="parasat-demo-"))
    port = _free_port()
    log = folder / "server.log"
    with log.open("wb") as out:
        server = subprocess.Popen(
            [*COMMAND, "--port", str(port), "--data", str(folder / "data")],
            stdout=out, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, start_new_session=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )  # fmt: skip
    _children[server.pid] = server
    url = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + PATIENCE
    while not _ready(url):
        if server.poll() is not None or time.monotonic() > deadline:
            _end(server.pid)
            raise RuntimeError(f"the demonstration did not start:\n{log.read_text(errors='replace')[-3000:]}")
        time.sleep(0.2)
    return {"url": url, "process": str(server.pid), "folder": str(folder)}


def stop_demo(started: dict[str, str]) -> None:
    """End the server and its workers, from this process or another, and forget its data."""
    _end(int(started["process"]))
    shutil.rmtree(started["folder"], ignore_errors=True)


def _ready(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/readyz", timeout=2) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _end(process: int) -> None:
    """The server leads a session of its own, so that its workers end with it."""
    try:
        if sys.platform == "win32":
            os.kill(process, signal.SIGTERM)
        else:
            os.killpg(process, signal.SIGTERM)
    except ProcessLookupError:
        pass
    if child := _children.pop(process, None):
        child.wait(PATIENCE)
