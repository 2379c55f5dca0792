"""Every address of the application, filled with ids."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from flask import Flask
from werkzeug.routing import Rule


def rules(app: Flask, method: str = "GET") -> Iterator[Rule]:
    """The rules of the application that answer a method and lie in a school."""
    for rule in app.url_map.iter_rules():
        if method in (rule.methods or ()) and rule.rule.startswith("/<school>/"):
            yield rule


def filled(rule: Rule, slug: str, ids: Mapping[str, object]) -> str:
    """A rule as a path behind the school's slug."""
    known = {"plugin": "parasat_programme", "filename": "nothing.css", **ids}
    built = rule.build({**{name: known[name] for name in rule.arguments - {"school"}}, "school": slug})
    assert built is not None
    return built[1].removeprefix(f"/{slug}")
