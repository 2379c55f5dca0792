"""The guide for authors of plug-ins, followed to the letter: every file that it shows, and every command."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.support.sources import ROOT

GUIDE = ROOT / "docs" / "plugins.md"
SHOWN = re.compile(r"^`([\w./-]+)`:\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NAME = "parasat_reading"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The distribution of the guide, installed by what an installer writes: its name and its entry point."""
    folder = tmp_path_factory.mktemp("guide")
    for name, content in SHOWN.findall(GUIDE.read_text(encoding="utf-8")):
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")
    (folder / NAME / "migrations").mkdir()
    installed = folder / f"{NAME}-0.1.0.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {NAME}\nVersion: 0.1.0\n", encoding="utf-8"
    )
    point = f"[parasat_lms.plugins]\n{NAME} = {NAME}.plugin:manifest\n"
    (installed / "entry_points.txt").write_text(point, encoding="utf-8")
    return folder


def run(folder: Path, *arguments: str) -> str:
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join((str(folder), str(ROOT))),
        "PARASAT_DATABASE_URL": f"sqlite:///{folder / 'guide.sqlite3'}",
        "PARASAT_SECRET_KEY": "a secret for the guide, which is long enough",
    }
    command = [sys.executable, "-m", *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_the_plugin_of_the_guide_is_found_migrated_translated_and_works(folder: Path) -> None:
    assert f"{NAME} 0.1.0\n" in run(folder, "parasat_lms.cli", "plugin", "list")
    run(folder, "parasat_lms.cli", "db", "upgrade")
    run(folder, "parasat_lms.cli", "db", "revision", "--plugin", NAME, "keep the books")
    (migration,) = (folder / NAME / "migrations").glob("*.py")
    assert "plugin_parasat_reading_book" in migration.read_text(encoding="utf-8")
    run(folder, "parasat_lms.cli", "db", "upgrade")
    assert "everything is in order" in run(folder, "parasat_lms.cli", "doctor")

    extract = ("extract", "-F", "babel.cfg", "-k", "_l", "-k", "_n:1,2", "-o", "words.pot", NAME)
    run(folder, "babel.messages.frontend", *extract)
    found = (folder / "words.pot").read_text(encoding="utf-8")
    for word in ("Reading log", "Write the title.", "No book yet", "%(num)d books", "Reading"):
        assert f'"{word}"' in found
    into = ("-d", f"{NAME}/translations", "-D", NAME)
    run(folder, "babel.messages.frontend", "init", "-i", "words.pot", *into, "-l", "kk")

    tests = run(folder, "pytest", "-q", "-p", "no:cacheprovider", "-W", "error", "tests")
    assert "2 passed" in tests
    run(folder, "parasat_lms.cli", "db", "downgrade", "--plugin", NAME, "--yes")


def test_the_plugin_of_the_guide_is_passed_on_as_a_wheel(folder: Path, tmp_path: Path) -> None:
    source, site = tmp_path / "source", tmp_path / "site"
    shutil.copytree(folder, source, ignore=shutil.ignore_patterns("*.dist-info", "*.sqlite3*"))
    words = source / NAME / "translations" / "kk" / "LC_MESSAGES" / f"{NAME}.po"
    words.parent.mkdir(parents=True, exist_ok=True)
    words.write_text(
        'msgid ""\nmsgstr "Language: kk\\n"\n\nmsgid "Reading"\nmsgstr "Оқу"\n', encoding="utf-8"
    )
    run(source, "babel.messages.frontend", "compile", "-d", f"{NAME}/translations", "-D", NAME)
    run(source, "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / "dist"))
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    assert wheel.name in GUIDE.read_text(encoding="utf-8")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(site)
    assert f"{NAME} 0.1.0\n" in run(site, "parasat_lms.cli", "plugin", "list")
    assert (site / NAME / "translations" / "kk" / "LC_MESSAGES" / f"{NAME}.mo").exists()
    assert (site / NAME / "templates" / NAME / "books.html").exists()


def test_the_guide_shows_every_file_of_the_plugin(folder: Path) -> None:
    shown = {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}
    assert {
        "pyproject.toml",
        "babel.cfg",
        f"{NAME}/plugin.py",
        f"{NAME}/hooks_impl.py",
        "tests/test_reading.py",
    } <= shown


def test_the_guide_names_everything_that_the_contract_has() -> None:
    contract = (ROOT / "parasat_lms" / "plugin_api" / "__init__.py").read_text(encoding="utf-8")
    names = re.findall(r'^    "(\w+)",$', contract, re.MULTILINE)
    guide = GUIDE.read_text(encoding="utf-8")
    assert len(names) > 30
    assert [name for name in names if not re.search(rf"\b{name}\b", guide)] == []
