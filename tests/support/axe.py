"""Accessibility by axe-core, the copy in tests/vendor: what a page breaks of WCAG 2.2 AA and of custom."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

SCRIPT = next((Path(__file__).parents[1] / "vendor").glob("axe-core-*.min.js"))
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules that a theme can break: the other theme has the same words and elements."""


def violations(page: Page, rules: Sequence[str] = ()) -> list[str]:
    """One line for each broken rule and element, "rule: selector: what is wrong"; all rules where none are named."""
    if not page.evaluate("'axe' in window"):
        # Evaluated through the debugger and not added as a <script>: the page's own policy stays in force.
        page.evaluate(SCRIPT.read_text(encoding="utf-8") + "\n;undefined")
    chosen = {"type": "rule", "values": list(rules)} if rules else {"type": "tag", "values": TAGS}
    found: list[dict[str, Any]] = page.evaluate(
        "chosen => axe.run(document, {runOnly: chosen, resultTypes: ['violations']})"
        ".then(result => result.violations)",
        chosen,
    )
    return [
        f"{broken['id']}: {' '.join(map(str, node['target']))}: {_reason(node)}"
        for broken in found
        for node in broken["nodes"]
    ]


def _reason(node: dict[str, Any]) -> str:
    checks = [check["message"] for kind in ("any", "all", "none") for check in node[kind]]
    return "; ".join(checks)
