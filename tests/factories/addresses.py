"""Every address of the application, filled with ids."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from uuid import UUID

from flask import Flask
from werkzeug.routing import Rule


def rules(app: Flask, method: str = "GET") -> Iterator[Rule]:
    """The rules of the application that answer a method and lie in a school."""
    for rule in app.url_map.iter_rules():
        if method in (rule.methods or ()) and rule.rule.startswith("/<school>/"):
            yield rule


PART = re.compile(r"<(?:(\w+)[^:<>]*:)?(\w+)>")
OF_NOTHING = {"uuid": UUID(int=0), "int": 1}
"""By the kind of a part: what names nothing."""


def parts(rule: Rule, ids: Mapping[str, object]) -> dict[str, object]:
    """What the parts of a rule are filled with; a part without an id names nothing."""
    return {name: ids.get(name, OF_NOTHING.get(kind, "nothing")) for kind, name in PART.findall(rule.rule)}


def filled(rule: Rule, slug: str, ids: Mapping[str, object]) -> str:
    """A rule as a path behind the school's slug; a part without an id names nothing."""
    known = {"plugin": "parasat_programme", "filename": "nothing.css", **ids, "school": slug}
    built = rule.build(parts(rule, known))
    assert built is not None
    return built[1].removeprefix(f"/{slug}")
