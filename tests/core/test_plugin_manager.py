"""The plug-in manager alone: what it takes in, what it refuses with which reason, whom it grants what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from flask import Blueprint, Flask, Response

from parasat_lms.core.errors import PluginRejected
from parasat_lms.core.guard import public
from parasat_lms.core.plugins import (
    MenuEntry,
    PluginManager,
    PluginManifest,
    contract,
    hookimpl,
    hookspec,
    registry,
)
from parasat_lms.domain.permissions import Role
from parasat_lms.testing import SchoolForTests, application, close, inside
from tests.core.conftest import SignedIn
from tests.support.databases import SqliteStock

READ, WRITE = "probe:thing:read", "probe:thing:write"


def hook_specifications() -> ModuleType:
    @hookspec
    def thing_happened(number: int) -> int:
        """An event."""

    module = ModuleType("probe_specifications")
    module.thing_happened = thing_happened
    return module


def implementations(**functions: Callable[..., object]) -> ModuleType:
    module = ModuleType("probe_implementations")
    for name, function in functions.items():
        function.__name__ = name
        setattr(module, name, hookimpl(function))
    return module


def pages(name: str = "probe", prefix: str = "/<school>/probe") -> Blueprint:
    blueprint = Blueprint(name, "probe", url_prefix=prefix)

    @blueprint.get("")
    @public("a probe of the tests")
    def page() -> Response:
        return Response("probe")

    @blueprint.get("/<uuid:id>")
    @public("a probe of the tests")
    def thing(id: object) -> Response:
        return Response("thing")

    return blueprint


PROBE = PluginManifest(name="probe", title="Probe", version="1", permissions={READ: (Role.TEACHER,)})


@pytest.fixture
def manager() -> PluginManager:
    core = PluginManager("0.1.0")
    core.register(
        PluginManifest(
            name="slice",
            title="Slice",
            version="1",
            scope="core",
            permissions={"slice:thing:read": (Role.STUDENT,)},
            hookspecs=hook_specifications(),
        )
    )
    return core


# --- what is refused ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"name": "Probe"}, "not a lower-case identifier"),
        ({"name": "my-probe"}, "not a lower-case identifier"),
        ({"name": ""}, "not a lower-case identifier"),
        ({"name": "slice"}, "slice: the name is taken"),
        ({"needs": ">=0.2"}, "probe needs the core >=0.2; this is 0.1.0"),
        ({"needs": "<0.1,>0.3"}, "probe needs the core"),
        ({"needs": "newest"}, "probe: Invalid specifier"),
        ({"permissions": {"slice:thing:read": (Role.TEACHER,)}}, "permissions.*slice:thing:read.*are taken"),
        ({"hooks": implementations(nothing_happened=lambda: None)}, "probe: unknown hook 'nothing_happened'"),
        ({"hooks": implementations(thing_happened=lambda number, colour: None)}, "colour"),
        ({"blueprint": pages("other")}, "its blueprint must be called probe, not other"),
        ({"blueprint": pages(prefix="/probe")}, r"/probe.*must begin with /<school>/"),
        ({"blueprint": pages(prefix="/<school>-probe")}, r"must begin with /<school>/"),
        ({"menu": (MenuEntry("probe.page", "Probe", "star", READ),)}, "the menu leads to.*probe.page"),
        (
            {"blueprint": pages(), "menu": (MenuEntry("probe.nothing", "Probe", "star", READ),)},
            "the menu leads to.*probe.nothing",
        ),
        (
            {"blueprint": pages(), "menu": (MenuEntry("probe.thing", "Probe", "star", READ),)},
            "the menu leads to.*probe.thing",
        ),
    ],
)
def test_a_manifest_that_breaks_the_contract_is_refused_with_the_reason(
    changes: dict[str, Any], reason: str, manager: PluginManager
) -> None:
    with pytest.raises(PluginRejected, match=reason):
        manager.register(replace(PROBE, **changes))
    assert manager.switchable == []
    manager.register(PROBE)
    assert manager.switchable == [PROBE]


def test_two_plugins_cannot_have_one_name(manager: PluginManager) -> None:
    manager.register(PROBE)
    with pytest.raises(PluginRejected, match="probe: the name is taken"):
        manager.register(replace(PROBE, permissions={}))


@pytest.mark.parametrize("other", ["probe_of_more", "pro"])
def test_the_tables_of_two_plugins_never_begin_alike(other: str, manager: PluginManager) -> None:
    manager.register(replace(PROBE, name="probe"))
    if other == "pro":
        manager.register(replace(PROBE, name=other, permissions={}))
        assert len(manager.switchable) == 2
        return
    with pytest.raises(PluginRejected, match="its tables would begin like those of probe"):
        manager.register(replace(PROBE, name=other, permissions={}))


def test_a_plugin_with_a_table_of_another_name_is_refused(
    manager: PluginManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    def mapped(module: str, table: str) -> SimpleNamespace:
        return SimpleNamespace(class_=SimpleNamespace(__module__=module), local_table=table)

    tables = [
        mapped("parasat_lms.features.people.models", "person"),
        mapped("probe.models", "plugin_probe_thing"),
    ]
    monkeypatch.setattr(contract, "Base", SimpleNamespace(registry=SimpleNamespace(mappers=tables)))
    manager.register(replace(PROBE, blueprint=pages()))
    tables.append(mapped("thief.models", "person_of_mine"))
    with pytest.raises(PluginRejected, match="the table person_of_mine must begin with plugin_thief_"):
        manager.register(
            replace(PROBE, name="thief", permissions={}, blueprint=Blueprint("thief", "thief.views"))
        )


def test_a_refused_plugin_leaves_no_hook_behind(manager: PluginManager) -> None:
    called: list[int] = []
    broken = implementations(thing_happened=lambda number: called.append(number), no_such=lambda: None)
    with pytest.raises(PluginRejected):
        manager.register(replace(PROBE, hooks=broken))
    manager.announce("thing_happened", frozenset({"probe"}), number=1)
    assert called == []


# --- what is discovered -------------------------------------------------------------------------------------


def entry_point(name: str, load: Callable[[], object]) -> SimpleNamespace:
    return SimpleNamespace(name=name, load=load)


def broken_import() -> object:
    raise ImportError("no module named nothing")


@pytest.fixture
def installed(sqlite_stock: SqliteStock, monkeypatch: pytest.MonkeyPatch) -> None:
    """One good plug-in among many bad ones; the run's own database is built before, with those really installed."""
    points = [
        entry_point("a_broken_import", broken_import),
        entry_point("b_no_manifest", lambda: "a string"),
        entry_point("c_core", lambda: replace(PROBE, name="c_core", scope="core")),
        entry_point("d_needs_more", lambda: replace(PROBE, name="d_needs_more", needs=">=99")),
        entry_point("probe", lambda: replace(PROBE, blueprint=pages())),
        entry_point("probe_again", lambda: PROBE),
    ]
    monkeypatch.setattr(registry, "entry_points", lambda group: points)


def test_whatever_a_plugin_does_while_it_loads_the_others_are_loaded(
    installed: None, manager: PluginManager
) -> None:
    manager.discover()
    assert [manifest.name for manifest in manager.switchable] == ["probe"]
    assert manager.rejected == {
        "a_broken_import": "ImportError: no module named nothing",
        "b_no_manifest": "PluginRejected: its entry point leads to a str, not to a manifest",
        "c_core": "PluginRejected: c_core: the scope of a plug-in is school",
        "d_needs_more": "PluginRejected: d_needs_more needs the core >=99; this is 0.1.0",
        "probe_again": "PluginRejected: probe: the name is taken",
    }


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_refused_plugins_are_named_on_the_page_of_programmes(
    installed: None, app: Flask, signed_in: SignedIn
) -> None:
    page = signed_in(Role.ADMIN).get("/alatau/programmes?lang=en").get_data(as_text=True)
    for name in ("a_broken_import", "b_no_manifest", "c_core", "d_needs_more", "probe_again"):
        assert f"{name} was not loaded" in page
    assert "no module named nothing" in page


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_in_safe_mode_no_plugin_is_even_imported(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "entry_points", lambda group: broken_import())
    safe = application(database, PARASAT_SAFE_MODE="yes")
    assert safe.extensions["parasat_plugins"].switchable == []
    assert safe.extensions["parasat_plugins"].rejected == {}
    close(safe)


# --- grants and menu ----------------------------------------------------------------------------------------


def test_a_permission_is_granted_by_a_role_while_the_plugin_is_on(manager: PluginManager) -> None:
    manager.register(replace(PROBE, permissions={READ: (Role.TEACHER, Role.ADMIN), WRITE: (Role.ADMIN,)}))
    on, off = frozenset({"probe"}), frozenset()
    assert manager.grants({Role.TEACHER}, on) == {READ}
    assert manager.grants({Role.TEACHER, Role.STUDENT}, on) == {READ, "slice:thing:read"}
    assert manager.grants({Role.ADMIN}, on) == {READ, WRITE}
    assert manager.grants({Role.ADMIN}, off) == set()
    assert manager.grants({Role.STUDENT}, off) == {"slice:thing:read"}
    assert manager.grants(set(), on) == set()


def test_the_menu_holds_what_somebody_may_open_in_order(manager: PluginManager) -> None:
    entries = (
        MenuEntry("probe.page", "Late", "star", READ, order=90),
        MenuEntry("probe.page", "Early", "star", READ, order=5),
        MenuEntry("probe.page", "Forbidden", "star", WRITE, order=1),
    )
    manager.register(replace(PROBE, blueprint=pages(), menu=entries))
    held = {READ}
    assert [entry.label for entry in manager.menu(frozenset({"probe"}), held.__contains__)] == [
        "Early",
        "Late",
    ]
    assert manager.menu(frozenset(), held.__contains__) == []


# --- hooks --------------------------------------------------------------------------------------------------


def test_an_event_reaches_the_plugins_that_are_on_and_its_errors_reach_the_caller(
    manager: PluginManager,
) -> None:
    def fail(number: int) -> int:
        raise LookupError(number)

    manager.register(replace(PROBE, hooks=implementations(thing_happened=lambda number: number + 1)))
    manager.register(
        replace(PROBE, name="failing", permissions={}, hooks=implementations(thing_happened=fail))
    )
    assert manager.announce("thing_happened", frozenset({"probe"}), number=1) == [2]
    assert manager.announce("thing_happened", frozenset(), number=1) == []
    with pytest.raises(LookupError):
        manager.announce("thing_happened", frozenset({"probe", "failing"}), number=1)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_display_hook_takes_the_arguments_that_it_names_and_may_answer_nothing(
    app: Flask, alatau: SchoolForTests, manager: PluginManager
) -> None:
    manager.register(replace(PROBE, hooks=implementations(thing_happened=lambda: 7)))
    silent = implementations(thing_happened=lambda number: None)
    manager.register(replace(PROBE, name="silent", permissions={}, hooks=silent))
    with inside(app, alatau):
        found = manager.gather("thing_happened", frozenset({"probe", "silent"}), int, number=1)
    assert found == [7]
