"""A hook that nobody implements, tests or describes is a promise that nobody keeps."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.support.sources import ROOT, repository_files, shown

DUMMY = ROOT / "tests" / "plugins" / "parasat-dummy"
PAGE = ROOT / "docs" / "plugins.md"


def decorated(file: Path, decorator: str) -> set[str]:
    """The functions of the file that carry `@decorator` or `@decorator(…)`."""
    names = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            marks = {mark.func if isinstance(mark, ast.Call) else mark for mark in node.decorator_list}
            if any(isinstance(mark, ast.Name) and mark.id == decorator for mark in marks):
                names.add(node.name)
    return names


def hooks() -> list[str]:
    specifications = [
        file
        for file in repository_files()
        if shown(file).startswith("parasat_lms/")
        and (file.name == "hooks.py" or "hooks" in file.parent.parts)
    ]
    return sorted({name for file in specifications for name in decorated(file, "hookspec")})


def test_there_are_hooks_at_all() -> None:
    assert hooks()


@pytest.mark.parametrize("hook", hooks())
def test_every_hook_is_implemented_by_the_dummy_plugin(hook: str) -> None:
    implemented = {name for file in DUMMY.rglob("*.py") for name in decorated(file, "hookimpl")}
    assert hook in implemented


@pytest.mark.parametrize("hook", hooks())
def test_every_hook_is_named_in_a_test(hook: str) -> None:
    tests = [
        file
        for file in repository_files()
        if file.name.startswith("test_") and not shown(file).startswith("tests/house/")
    ]
    assert any(hook in file.read_text(encoding="utf-8") for file in tests)


@pytest.mark.parametrize("hook", hooks())
def test_every_hook_has_a_paragraph_for_plugin_authors(hook: str) -> None:
    assert f"`{hook}" in PAGE.read_text(encoding="utf-8")
