"""What a page is made of: strict about scripts, styles and other hosts, because its security policy is."""

from __future__ import annotations

import re
from pathlib import Path

from tests.support.sources import product_files, shown, templates, without_jinja_comments

INLINE_STYLE = re.compile(r"""<[^>]*\sstyle\s*=\s*["']|<style\b""", re.IGNORECASE)
INLINE_HANDLER = re.compile(r"""<[^>]*\son[a-z]+\s*=\s*["']|hx-on[:-]|["']javascript:""", re.IGNORECASE)
INLINE_SCRIPT = re.compile(r"<script\b(?![^>]*\bsrc\s*=)", re.IGNORECASE)
FOREIGN_RESOURCE = re.compile(
    r"""\b(?:src|srcset|poster|data|action|hx-(?:get|post|put|patch|delete))\s*=\s*["']\s*(?:https?:)?//"""
    r"""|<(?:link|use|image)\b[^>]*\bhref\s*=\s*["']\s*(?:https?:)?//"""
    r"""|url\(\s*["']?(?:https?:)?//|@import\s+(?:url\()?["'](?:https?:)?//"""
    r"""|(?:fetch|import|EventSource|WebSocket|Worker)\(\s*["'`](?:https?:|wss?:)?//""",
    re.IGNORECASE,
)
EXTENDS = re.compile(r"\{%-?\s*extends\b")


def files_with(pattern: re.Pattern[str], files: list[Path]) -> list[str]:
    return [shown(file) for file in files if pattern.search(sent(file))]


def sent(file: Path) -> str:
    """What of the file can reach a browser."""
    return without_jinja_comments(file.read_text(encoding="utf-8"))


def test_no_template_carries_an_inline_style() -> None:
    assert not files_with(INLINE_STYLE, templates())


def test_no_template_carries_an_inline_event_handler() -> None:
    assert not files_with(INLINE_HANDLER, templates())


def test_no_template_carries_an_inline_script() -> None:
    assert not files_with(INLINE_SCRIPT, templates())


def test_nothing_is_loaded_from_another_host() -> None:
    assert not files_with(FOREIGN_RESOURCE, product_files(".html", ".css", ".js", ".svg"))


def test_a_fragment_extends_nothing() -> None:
    assert not files_with(EXTENDS, [file for file in templates() if file.name.startswith("_")])


def test_a_page_of_a_slice_or_plugin_extends_the_shell() -> None:
    owned = [file for file in templates() if re.search(r"features/|plugins/", shown(file))]
    pages = [file for file in owned if not file.name.startswith("_")]
    bare = [shown(page) for page in pages if not EXTENDS.search(page.read_text(encoding="utf-8"))]
    assert not bare, f"a page extends a base, a fragment's name starts with _: {bare}"
