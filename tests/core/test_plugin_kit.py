"""`parasat plugin new`: what it writes works as it is, also from a wheel; what cannot be is refused in clear words."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from click.testing import CliRunner, Result

from parasat_lms.cli import plugin
from parasat_lms.plugin_kit import SKELETON, BadName, Names, check
from tests.support.catalogues import CORE, domains
from tests.support.sources import ROOT

NAME, PACKAGE, DISTRIBUTION = "chess_club", "parasat_chess_club", "parasat-chess-club"


def new(*arguments: str) -> Result:
    return CliRunner().invoke(plugin, ["new", *arguments])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The distribution, as the command writes it."""
    into = tmp_path_factory.mktemp("kit")
    titles = ("--title", "Chess club", "--title-kk", "Шахмат үйірмесі", "--title-ru", "Шахматный клуб")
    done = new(NAME, "--into", str(into), *titles)
    assert done.exit_code == 0, done.output
    assert f"pip install -e {into / DISTRIBUTION}" in done.output
    return into / DISTRIBUTION


@pytest.fixture(scope="module")
def installed(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, installed editable by what an installer writes: its name and its entry point."""
    copy = tmp_path_factory.mktemp("editable") / DISTRIBUTION
    shutil.copytree(folder, copy)
    written = copy / f"{PACKAGE}-0.1.0.dist-info"
    written.mkdir()
    (written / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {DISTRIBUTION}\nVersion: 0.1.0\n", encoding="utf-8"
    )
    point = f"[parasat_lms.plugins]\n{PACKAGE} = {PACKAGE}.plugin:manifest\n"
    (written / "entry_points.txt").write_text(point, encoding="utf-8")
    return copy


def run(cwd: Path, on_path: Path, *arguments: str) -> str:
    """A module of Python in a process of its own, which sees this product and what lies in `on_path`."""
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join((str(on_path), str(ROOT))),
        "PARASAT_DATABASE_URL": f"sqlite:///{cwd / 'kit.sqlite3'}",
        "PARASAT_SECRET_KEY": "a secret for the kit, which is long enough",
    }
    command = [sys.executable, "-m", *arguments]
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


# --- what is written works --------------------------------------------------------------------------------------


def test_its_own_tests_pass_unchanged_and_its_migration_is_its_models(installed: Path) -> None:
    tests = run(installed, installed, "pytest", "-q", "-p", "no:cacheprovider", "-W", "error")
    assert "17 passed" in tests
    assert f"{PACKAGE} 0.1.0\n" in run(installed, installed, "parasat_lms.cli", "plugin", "list")
    run(installed, installed, "parasat_lms.cli", "db", "upgrade")
    assert "everything is in order" in run(installed, installed, "parasat_lms.cli", "doctor")
    written = set((installed / PACKAGE / "migrations").glob("*.py"))
    run(installed, installed, "parasat_lms.cli", "db", "revision", "--plugin", PACKAGE, "nothing is left")
    (another,) = set((installed / PACKAGE / "migrations").glob("*.py")) - written
    assert "op." not in another.read_text(encoding="utf-8")
    another.unlink()
    run(installed, installed, "parasat_lms.cli", "db", "downgrade", "--plugin", PACKAGE, "--yes")


def test_the_wheel_carries_all_that_it_needs_and_works_where_nothing_can_be_written(
    folder: Path, tmp_path: Path
) -> None:
    source, site, elsewhere = tmp_path / "source", tmp_path / "site", tmp_path / "elsewhere"
    shutil.copytree(folder, source)
    run(source, source, "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / "dist"))
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(site)
    assert {file.stem for file in site.rglob("*.mo")} == {PACKAGE}
    assert not list(site.rglob("test_*"))
    for place in [site, *(path for path in site.rglob("*") if path.is_dir())]:
        place.chmod(0o555)
    shutil.copytree(folder / "tests", elsewhere / "tests")
    assert "17 passed" in run(elsewhere, site, "pytest", "-q", "-p", "no:cacheprovider", "tests")
    assert f"{PACKAGE} 0.1.0\n" in run(elsewhere, site, "parasat_lms.cli", "plugin", "list")
    for place in [site, *(path for path in site.rglob("*") if path.is_dir())]:
        place.chmod(0o755)


def test_it_reads_as_the_house_writes(folder: Path, tmp_path: Path) -> None:
    lint = [sys.executable, "-m", "ruff", "check", "--config", str(ROOT / "pyproject.toml")]
    lint += ["--ignore", "I001,S101", str(folder)]  # what is told by the place where a file lies
    done = subprocess.run(lint, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    style = [sys.executable, "-m", "ruff", "format", "--check", "--config", str(ROOT / "pyproject.toml")]
    done = subprocess.run([*style, str(folder)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_its_words_are_complete_and_its_own(folder: Path) -> None:
    with CORE.file("kk").open("rb") as words:
        of_the_core = {message.id for message in read_po(words) if message.id}
    asked = set()
    for language in ("kk", "ru"):
        file = folder / PACKAGE / "translations" / language / "LC_MESSAGES" / f"{PACKAGE}.po"
        with file.open("rb") as words:
            messages = [message for message in read_po(words, locale=language) if message.id]
        assert all(all(m.string) if m.pluralizable else m.string for m in messages)
        assert not {message.id for message in messages} & of_the_core
        asked = {message.id for message in messages}
    assert ("%(num)d entry", "%(num)d entries") in asked
    assert PACKAGE not in {domain.name for domain in domains()}


def test_no_mark_is_left_in_what_was_written(folder: Path) -> None:
    files = [file for file in folder.rglob("*") if file.is_file()]
    assert len(files) == len(list(SKELETON.rglob("*.in")))
    assert not [file for file in files if "@@" in file.read_text(encoding="utf-8") or file.suffix == ".in"]


def test_the_readme_says_what_it_adds_stores_and_how_to_remove_it(folder: Path) -> None:
    readme = (folder / "README.md").read_text(encoding="utf-8")
    for promise in (
        "**It adds**",
        "**It stores**",
        "**To remove it**",
        f"plugin_{PACKAGE}_entry",
        "Chess club",
    ):
        assert promise in readme


def test_without_titles_and_a_folder_it_is_called_after_its_name_in_plugins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = new("astronomy")
    assert done.exit_code == 0, done.output
    written = tmp_path / "plugins" / "parasat-astronomy"
    assert 'title=_l("Astronomy")' in (written / "parasat_astronomy" / "plugin.py").read_text(
        encoding="utf-8"
    )


# --- what is refused --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("Chess", "lower-case Python identifier"),
        ("chess club", "lower-case Python identifier"),
        ("chess-club", "lower-case Python identifier"),
        ("шахмат", "lower-case Python identifier"),
        ("9x", "lower-case Python identifier"),
        ("_chess", "lower-case Python identifier"),
        ("chess_", "lower-case Python identifier"),
        ("class", "lower-case Python identifier"),
        ("../chess", "lower-case Python identifier"),
        ("", "lower-case Python identifier"),
        ("c" * 21, "longer than 20 characters"),
        ("parasat_chess", "leave “parasat” out"),
        ("dummy", "parasat_dummy is taken"),
        ("programme", "parasat_programme is taken"),
        ("dummy_two", "begin alike"),
        ("marking", "the address /<school>/marking is taken"),
        ("sign_in", "the address /<school>/sign-in is taken"),
    ],
)
def test_a_name_that_cannot_be_is_refused_and_nothing_is_written(
    name: str, reason: str, tmp_path: Path
) -> None:
    done = new(name, "--into", str(tmp_path))
    assert done.exit_code == 1
    assert reason in done.output
    assert "Traceback" not in done.output
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    there = tmp_path / "parasat-chess"
    there.mkdir()
    (there / "work.txt").write_text("mine", encoding="utf-8")
    done = new("chess", "--into", str(tmp_path))
    assert done.exit_code == 1
    assert "is there already: nothing was written" in done.output
    assert [file.name for file in tmp_path.rglob("*")] == ["parasat-chess", "work.txt"]


@pytest.mark.parametrize(
    "title", ["", "   ", 'say "chess"', "{{ chess }}", "a\\b", "x" * 61, "50 %", "@@name@@"]
)
def test_a_title_that_would_break_the_files_is_refused(title: str) -> None:
    with pytest.raises(BadName, match="cannot be a title"):
        check(Names("chess", title, "Шахмат", "Шахматы"), taken=(), addresses=())


def test_a_failure_half_way_leaves_no_half_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, *arguments: object, **named: object) -> int:
        raise OSError("no space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    done = new("chess", "--into", str(tmp_path))
    assert isinstance(done.exception, OSError)
    assert not list(tmp_path.iterdir())
