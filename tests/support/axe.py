"""Accessibility by axe-core, the copy in tests/vendor: what a page breaks of WCAG 2.2 AA and of custom."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

SCRIPT = next((Path(__file__).parents[1] / "vendor").glob("axe-core-*.min.js"))
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules that a theme can break."""


def violations(page: Page, *, colours: bool = True, structure: bool = True) -> list[str]:
    """One line for each broken rule and element, "rule: selector: what is wrong"; none for a good page.

    A page that has been looked at in one theme needs in the other only its `colours`, and in another language only
    its `structure`.
    """
    if not page.evaluate("'axe' in window"):
        # Evaluated through the debugger and not added as a <script>: the page's own policy stays in force.
        page.evaluate(SCRIPT.read_text(encoding="utf-8") + "\n;undefined")
    options: dict[str, Any] = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
    if not structure:
        options["runOnly"] = {"type": "rule", "values": COLOURS}
    if not colours:
        options["rules"] = {rule: {"enabled": False} for rule in COLOURS}
    found: list[dict[str, Any]] = page.evaluate(
        "options => axe.run(document, options).then(result => result.violations)", options
    )
    return [
        f"{broken['id']}: {' '.join(map(str, node['target']))}: {_reason(node)}"
        for broken in found
        for node in broken["nodes"]
        # What a bar at the edge of the screen covers half is whole again as soon as one scrolls.
        if "partially obscured" not in _reason(node)
    ]


def _reason(node: dict[str, Any]) -> str:
    checks = [check["message"] for kind in ("any", "all", "none") for check in node[kind]]
    return "; ".join(checks)
