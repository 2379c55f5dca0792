"""Who may open which page: said under every route, and never wider than what the page does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from parasat_lms.core.guard import Declaration, declaration

CHANGING = {"POST", "PUT", "PATCH", "DELETE"}

# One database is enough: routes do not depend on it.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def declared(app: Flask) -> Iterator[tuple[str, set[str], Declaration | None]]:
    for rule in app.url_map.iter_rules():
        yield rule.rule, rule.methods or set(), declaration(app.view_functions[rule.endpoint])


def test_every_route_says_who_may_or_why_it_is_public(app: Flask) -> None:
    silent = [
        rule for rule, _methods, said in declared(app) if said is None or not (said.permission or said.public)
    ]
    assert not silent


def test_a_permission_to_read_guards_no_route_that_changes_something(app: Flask) -> None:
    wrong = [
        rule
        for rule, methods, said in declared(app)
        if methods & CHANGING and said and said.permission and said.permission.endswith(":read")
    ]
    assert not wrong


def test_every_permission_that_a_route_asks_for_is_granted_to_somebody(app: Flask) -> None:
    granted = {
        str(permission)
        for manifest in app.extensions["parasat_plugins"].manifests.values()
        for permission, roles in manifest.permissions.items()
        if roles
    }
    orphans = {
        f"{rule} asks for {said.permission}"
        for rule, _methods, said in declared(app)
        if said and said.permission and said.permission not in granted
    }
    assert not orphans
