#!/usr/bin/env python3
"""One command from a fresh checkout to a running school, or to the whole test suite.

    python3 start.py demo [--port N] [--data DIR]   the demonstration schools, in a file database
    python3 start.py test [pytest arguments]        every check, then every test
    python3 start.py check                          the checks alone
    python3 start.py run TOOL [arguments]           a tool of the project's own environment

It needs Python 3.11 and pip, nothing else: it makes .venv beside this file, installs what is listed in the
pyproject files, and does so again only when one of them has changed.
"""

from __future__ import annotations

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - whoever starts this may have an older one
    sys.exit("start: Python 3.11 or newer is needed, this one is {}.{}".format(*sys.version_info))

import hashlib
import importlib.util
import os
import shutil
import subprocess
import time
import venv
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
SCRIPTS = VENV / ("Scripts" if os.name == "nt" else "bin")
EXE = ".exe" if os.name == "nt" else ""
PYTHON = SCRIPTS / f"python{EXE}"


def say(message: str) -> None:
    print(f"start: {message}", flush=True)


def fail(message: str) -> NoReturn:
    sys.exit(f"start: {message}")


# --- the environment ----------------------------------------------------------------------------------------


def ensure_venv() -> None:
    """Make .venv when it is missing, or when its Python no longer runs."""
    if PYTHON.exists() and _runs([str(PYTHON), "-c", "import sys; sys.exit(sys.version_info < (3, 11))"]):
        return
    if Path(sys.prefix).resolve() == VENV:
        fail("this Python runs inside a broken .venv; leave it, remove the folder .venv, and start again")
    say("making the environment .venv")
    # Without pip: Debian ships Python without ensurepip, and the running Python's pip can install into it.
    venv.EnvBuilder(with_pip=False, clear=True, symlinks=os.name != "nt").create(VENV)


def ensure_installed(purpose: str) -> None:
    """Install what the purpose ("demo" or "test") needs, when a pyproject file has changed since."""
    ensure_venv()
    stamp = VENV / f"installed-for-{purpose}.stamp"
    wanted = _fingerprint()
    if not stamp.exists() or stamp.read_text(encoding="ascii") != wanted:
        say(f"installing what {purpose} needs; the first time takes a minute")
        started = time.monotonic()
        _install(_requirements(purpose))
        say(f"installed in {time.monotonic() - started:.0f} s")
        for covered in ("demo", "test") if purpose == "test" else ("demo",):
            (VENV / f"installed-for-{covered}.stamp").write_text(wanted, encoding="ascii")


def _requirements(purpose: str) -> list[str]:
    """The project and its plug-ins, editable: what is edited here is what runs."""
    plugins = _projects("plugins")
    if purpose == "test":
        return _editable([".[dev,postgres,s3]", *plugins, *_projects("tests/plugins")])
    return _editable([".", *plugins])


def _projects(folder: str) -> list[str]:
    found = sorted(ROOT.glob(f"{folder}/*/pyproject.toml"))
    return [f"./{file.parent.relative_to(ROOT).as_posix()}" for file in found]


def _editable(projects: Sequence[str]) -> list[str]:
    return [word for project in projects for word in ("-e", project)]


def _fingerprint() -> str:
    digest = hashlib.sha256(repr(sys.version_info[:2]).encode())
    patterns = ("start.py", "pyproject.toml", "plugins/*/pyproject.toml", "tests/plugins/*/pyproject.toml")
    for file in sorted(file for pattern in patterns for file in ROOT.glob(pattern)):
        digest.update(file.relative_to(ROOT).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def _install(requirements: Sequence[str]) -> None:
    command = [*_installer(), "install", "--quiet", *requirements]
    done = subprocess.run(command, cwd=ROOT, check=False)
    if done.returncode:
        fail("the installation failed; its own message stands above (is there a network or a package index?)")


def _installer() -> list[str]:
    """The way to install into .venv that this machine has: its own pip, the running Python's pip, or uv."""
    if _runs([str(PYTHON), "-m", "pip", "--version"]):
        return [str(PYTHON), "-m", "pip", "--disable-pip-version-check"]
    base = getattr(sys, "_base_executable", sys.executable)  # .venv's own Python stands on this one
    if _pip_version(base) >= (22, 3):
        return [base, "-m", "pip", "--disable-pip-version-check", "--python", str(PYTHON)]
    if importlib.util.find_spec("ensurepip") and _runs([str(PYTHON), "-m", "ensurepip", "--upgrade"]):
        return [str(PYTHON), "-m", "pip", "--disable-pip-version-check"]
    if uv := shutil.which("uv"):
        os.environ["VIRTUAL_ENV"] = str(VENV)
        return [uv, "pip"]
    fail("no pip 22.3 or newer; install it first (Debian and Ubuntu: apt install python3-pip)")


def _pip_version(python: str) -> tuple[int, ...]:
    found = subprocess.run([python, "-m", "pip", "--version"], capture_output=True, text=True, check=False)
    words = found.stdout.split()
    return tuple(int(part) for part in words[1].split(".")[:2] if part.isdigit()) if len(words) > 1 else ()


def _runs(command: Sequence[str]) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


# --- the commands -------------------------------------------------------------------------------------------


def demo(arguments: Sequence[str]) -> int:
    ensure_installed("demo")
    return _become([str(SCRIPTS / f"parasat{EXE}"), "demo", *arguments])


def run(arguments: Sequence[str]) -> int:
    if not arguments:
        fail("run needs the name of a tool, for example: python3 start.py run mypy")
    ensure_installed("test")
    tool, *rest = arguments
    return _become([str(SCRIPTS / f"{tool}{EXE}"), *rest])


def check(arguments: Sequence[str] = ()) -> int:
    ensure_installed("test")
    return 1 if _failed_checks() else 0


def test(arguments: Sequence[str]) -> int:
    ensure_installed("test")
    finder = [str(PYTHON), "-m", "tests.support.chromium"]
    chromium = subprocess.run(finder, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    if chromium.returncode == 0:
        os.environ["PARASAT_CHROMIUM"] = chromium.stdout.strip()
        say(f"Chromium is {chromium.stdout.strip()}")
    failed = _failed_checks()
    command = [str(PYTHON), "-m", "pytest", "-n", "2", *arguments]
    say("pytest")
    tests = subprocess.run(command, cwd=ROOT, check=False).returncode
    if failed:
        say(f"failed before pytest: {', '.join(failed)}")
    return tests or len(failed)


def _failed_checks() -> list[str]:
    """Run every check, two at a time; one line each, and the whole output of those that fail."""
    html = [folder for folder in ("parasat_lms", "plugins") if (ROOT / folder).is_dir()]
    checks: dict[str, list[str]] = {
        "ruff": [str(SCRIPTS / f"ruff{EXE}"), "check", "."],
        "ruff format": [str(SCRIPTS / f"ruff{EXE}"), "format", "--check", "."],
        "mypy": [str(SCRIPTS / f"mypy{EXE}")],
        "import-linter": [str(SCRIPTS / f"lint-imports{EXE}")],
        "djlint": [str(SCRIPTS / f"djlint{EXE}"), *html, "--lint", "--quiet"],
        "catalogues": [str(PYTHON), "-m", "tests.support.catalogues"],
    }

    def outcome(name: str) -> tuple[str, float, subprocess.CompletedProcess[str]]:
        started = time.monotonic()
        done = subprocess.run(
            checks[name],
            cwd=ROOT,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            encoding="utf-8",
            errors="replace",
        )
        return name, time.monotonic() - started, done

    failed = []
    with ThreadPoolExecutor(2) as pool:
        for name, seconds, done in pool.map(outcome, checks):
            say(f"{name}: {'FAILED' if done.returncode else 'passed'} ({seconds:.1f} s)")
            if done.returncode:
                failed.append(name)
                print(done.stdout.rstrip(), flush=True)
    return failed


def _become(command: Sequence[str]) -> int:
    """Hand the terminal over: signals then reach the program itself. Windows knows no such call."""
    if not Path(command[0]).exists():
        fail(f"{Path(command[0]).name} is not in the environment .venv")
    if os.name == "nt":
        return subprocess.run(command, check=False).returncode
    sys.stdout.flush()
    os.execv(command[0], list(command))  # noqa: S606 - a program of the environment, with its arguments


COMMANDS: dict[str, Callable[[Sequence[str]], int]] = {"demo": demo, "test": test, "check": check, "run": run}


def main(arguments: Sequence[str]) -> int:
    if not arguments or arguments[0] in ("-h", "--help"):
        print(__doc__)
        return 0
    name, *rest = arguments
    if name not in COMMANDS:
        fail(f"there is no command {name!r}; the commands are: {', '.join(COMMANDS)}")
    try:
        return COMMANDS[name](rest)
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
