"""Where things stand in the house."""

from __future__ import annotations

import ast
import re
import subprocess
import sys

import pytest

from tests.support.sources import ROOT, product_files, repository_files, rooms, shown

ROOM_NAMES = {
    "__init__", "feature", "views", "forms", "operations", "queries", "policies", "hooks", "hooks_impl",
    "models", "templates", "static",
}  # fmt: skip
PLUGIN_NAMES = ROOM_NAMES | {"plugin", "migrations", "translations", "seeds", "domain", "demo"}
LONG = 400
NOT_OURS = re.compile(r"(^|/)vendor/|\.min\.|(^|/)migrations/")
LATE_IMPORT = "# late import: "


def test_no_import_goes_against_the_floors_of_the_house() -> None:
    lint = [
        sys.executable,
        "-c",
        "from importlinter.cli import lint_imports_command as run; run()",
        "--no-cache",
    ]
    done = subprocess.run(lint, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_slice_and_a_plugin_have_only_the_rooms_that_everybody_knows() -> None:
    strangers = [
        shown(place)
        for room, places in rooms().items()
        for place in places
        if place.name.split(".")[0] not in (ROOM_NAMES if room.startswith("parasat_lms") else PLUGIN_NAMES)
        and place.name != "py.typed"
    ]
    assert not strangers, f"not a room of the house: {strangers}"


def test_a_long_file_says_why_it_is_not_cut() -> None:
    silent = []
    for file in repository_files():
        name = shown(file)
        if not name.endswith((".py", ".html", ".css", ".js")) or NOT_OURS.search(name):
            continue
        text = file.read_text(encoding="utf-8")
        if text.count("\n") > LONG and f"past {LONG} lines because: " not in text:
            silent.append(f"{name} ({text.count(chr(10))} lines)")
    assert not silent, f"cut by noun, or say inside `past {LONG} lines because: …`: {silent}"


def test_no_import_hides_in_a_function() -> None:
    hidden = []
    for file in product_files(".py"):
        text = file.read_text(encoding="utf-8")
        lines = text.splitlines()
        for function in ast.walk(ast.parse(text)):
            if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            for node in ast.walk(function):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    around = lines[node.lineno - 1] + lines[node.lineno - 2]
                    if LATE_IMPORT not in around:
                        hidden.append(f"{shown(file)}:{node.lineno}")
    assert not hidden, f"imports belong at the head, or carry `{LATE_IMPORT}why`: {hidden}"


@pytest.mark.parametrize("verb", ["commit", "rollback"])
def test_the_unit_of_work_alone_ends_a_transaction(verb: str) -> None:
    allowed = re.compile(r"parasat_lms/core/unit_of_work\.py$|(^|/)migrations/env\.py$")
    calls = [
        f"{shown(file)}:{number}"
        for file in product_files(".py")
        if not allowed.search(shown(file))
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(rf"\.{verb}\(", line)
    ]
    assert not calls, f".{verb}() outside the unit of work: {calls}"
