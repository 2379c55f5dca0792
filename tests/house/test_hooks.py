"""A hook that nobody implements, tests or describes is a promise that nobody keeps."""

from __future__ import annotations

import ast
import re
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


def specifications() -> list[Path]:
    return [
        file
        for file in repository_files()
        if shown(file).startswith("parasat_lms/")
        and (file.name == "hooks.py" or "hooks" in file.parent.parts)
    ]


def hooks() -> list[str]:
    return sorted({name for file in specifications() for name in decorated(file, "hookspec")})


def signature(hook: str) -> str:
    """The hook as its specification has it: name, arguments with their types, and what it answers."""
    for file in specifications():
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name == hook:
                answer = ast.unparse(node.returns) if node.returns else "None"
                return f"{hook}({ast.unparse(node.args)}) -> {answer}"
    raise LookupError(hook)


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


def paragraphs() -> dict[str, str]:
    """What the page for authors says under each heading that is a hook."""
    parts = re.split(r"^### `(.+)`$", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@pytest.mark.parametrize("hook", hooks())
def test_every_hook_has_a_paragraph_with_its_arguments_and_what_an_error_does(hook: str) -> None:
    said = paragraphs().get(signature(hook))
    assert said is not None, f"docs/plugins.md needs the heading ### `{signature(hook)}`"
    assert re.match(r"\s*(Event|Filter|Display)\. ", said), "say first of which kind the hook is"
    if not said.lstrip().startswith("Display"):  # errors of those are told once, for all of them
        assert "rror" in said


def test_no_paragraph_describes_a_hook_that_is_gone() -> None:
    assert {heading.split("(")[0] for heading in paragraphs() if "->" in heading} == set(hooks())
