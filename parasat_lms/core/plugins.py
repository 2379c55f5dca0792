"""The plug-in manager: one manifest for core slices and plug-ins, on or off per school, contained where it shows.

A core slice registers exactly as a plug-in does, so nothing has a privileged path. Event and filter hooks run
inside the transaction and fail loudly; display hooks are contained: what a plug-in breaks is left out, logged with
its name and shown on the school's health page.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from importlib.metadata import entry_points
from pathlib import Path
from time import monotonic
from types import ModuleType
from typing import Any, Literal, Self, TypeAlias

import pluggy
from flask import Blueprint, Flask, abort, current_app, g, request
from flask_babel import LazyString
from markupsafe import Markup
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import Version
from wtforms import Form

from parasat_lms.core import clock
from parasat_lms.core.db import Base, db
from parasat_lms.core.errors import PluginRejected
from parasat_lms.core.guard import public
from parasat_lms.core.i18n import PluginWords
from parasat_lms.domain.localized import LocalizedText
from parasat_lms.domain.permissions import Role

PROJECT = "parasat_lms"
ENTRY_POINTS = "parasat_lms.plugins"
hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)

SCHOOL = "/<school>/"
"""How every address of a plug-in begins: without a school nobody could say whether it is switched on."""
SLOW = 2.0
"""Seconds after which a display hook counts as failing: nobody waits longer for a panel."""
PATIENCE = 3
"""So many slow answers in a row, and the hook is not asked again for a while."""
REST = timedelta(minutes=10)

Words: TypeAlias = "str | LazyString"


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """One entry of the menu: shown to whoever holds the permission."""

    endpoint: str
    label: Words
    icon: str
    permission: str
    order: int = 50


@dataclass(frozen=True, slots=True)
class Panel:
    """A piece of a page that a plug-in shows: a heading and HTML that its own template rendered."""

    title: Words
    body: Markup


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme that a plug-in brings: learning, upbringing, additional education or micro-qualifications."""

    code: str
    title: LocalizedText
    component: Literal["learning", "upbringing", "additional"]


@dataclass(frozen=True, slots=True)
class TrajectoryOption:
    """Something a student may choose on the way: an elective, a club, a qualification."""

    code: str
    title: LocalizedText


@dataclass(frozen=True, slots=True)
class Indicator:
    """A figure that a plug-in contributes to monitoring."""

    code: str
    title: LocalizedText


@dataclass(frozen=True, slots=True)
class LevelSeed:
    """One level of a seeded criterion: points, or a range of them, and the descriptor of what is seen there."""

    points: Decimal
    title: LocalizedText
    descriptor: LocalizedText
    points_to: Decimal | None = None


@dataclass(frozen=True, slots=True)
class CriterionSeed:
    """A criterion to seed the rubric library with; `attributes` are weights by graduate-attribute code (GA1–GA6)."""

    key: str
    title: LocalizedText
    description: LocalizedText
    weight: Decimal
    attributes: Mapping[str, Decimal]
    levels: tuple[LevelSeed, ...]

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        """Read the form of a data file: texts as tables of languages, numbers as strings, levels under `level`.

        Raises `KeyError` for a part that is missing and `ValueError` for an unknown language.
        """
        return cls(
            key=row["key"],
            title=LocalizedText.of(row["title"]),
            description=LocalizedText.of(row["description"]),
            weight=Decimal(row["weight"]),
            attributes={code: Decimal(weight) for code, weight in row["attributes"].items()},
            levels=tuple(
                LevelSeed(
                    Decimal(level["points"]),
                    LocalizedText.of(level["title"]),
                    LocalizedText.of(level["descriptor"]),
                )
                for level in row["level"]
            ),
        )


@dataclass(frozen=True, slots=True)
class PluginManifest:
    """All that a slice or plug-in is: what it needs, shows, permits and brings.

    `name` is a lower-case identifier, unique in the installation; `needs` is a version range of the core
    (PEP 440); `scope` says whether a school may switch it off. Tables of a plug-in are called `plugin_<name>_…`.
    """

    name: str
    title: Words
    version: str
    description: Words = ""
    needs: str = ""
    scope: Literal["core", "school"] = "school"
    settings_form: type[Form] | None = None
    blueprint: Blueprint | None = None
    permissions: Mapping[str, tuple[Role, ...]] = field(default_factory=dict)
    menu: tuple[MenuEntry, ...] = ()
    programmes: tuple[Programme, ...] = ()
    trajectory_options: tuple[TrajectoryOption, ...] = ()
    rubric_seeds: tuple[CriterionSeed, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    hookspecs: ModuleType | None = None
    hooks: ModuleType | None = None
    migrations: Path | None = None
    words: PluginWords | None = None

    @property
    def table_prefix(self) -> str:
        """How every table of this plug-in begins."""
        return f"plugin_{self.name}_"


@dataclass(frozen=True, slots=True)
class Fault:
    """What went wrong inside a plug-in: its name, the hook, the kind of error."""

    plugin: str
    hook: str
    error: str


class PluginManager:
    """Knows every manifest, calls hooks for one school, and grants the permissions that manifests declare."""

    def __init__(self, core_version: str) -> None:
        self.core_version = core_version
        self.manifests: dict[str, PluginManifest] = {}
        self.rejected: dict[str, str] = {}
        self._pluggy = pluggy.PluginManager(PROJECT)
        self._slow: dict[tuple[str, str], tuple[int, datetime]] = {}

    @property
    def switchable(self) -> list[PluginManifest]:
        """The plug-ins that a school may switch, by name."""
        return sorted((m for m in self.manifests.values() if m.scope == "school"), key=lambda m: m.name)

    def register(self, manifest: PluginManifest) -> None:
        """Take a manifest in, or raise `PluginRejected` with the reason."""
        self._check(manifest)
        if manifest.hookspecs:
            self._pluggy.add_hookspecs(manifest.hookspecs)
        if manifest.hooks:
            try:
                self._pluggy.register(manifest.hooks, name=manifest.name)
                self._pluggy.check_pending()
            except pluggy.PluginValidationError as error:
                self._pluggy.unregister(name=manifest.name)
                raise PluginRejected(f"{manifest.name}: {error}") from error
        self.manifests[manifest.name] = manifest

    def discover(self) -> None:
        """Load the installed plug-ins; one that breaks the contract is named in `rejected` and left out."""
        for point in sorted(entry_points(group=ENTRY_POINTS), key=lambda point: point.name):
            try:
                manifest = point.load()
                if not isinstance(manifest, PluginManifest):
                    raise PluginRejected(
                        f"its entry point leads to a {type(manifest).__name__}, not to a manifest"
                    )
                if manifest.scope != "school":
                    raise PluginRejected(f"{manifest.name}: the scope of a plug-in is school")
                self.register(manifest)
            except Exception as error:
                # Whatever a plug-in raises while it loads, the school's other pages must come up.
                self.rejected[point.name] = f"{type(error).__name__}: {error}"

    def grants(self, roles: Iterable[Role], enabled: frozenset[str]) -> frozenset[str]:
        """The permissions of somebody with these roles in a school with these plug-ins switched on."""
        held = frozenset(roles)
        return frozenset(
            permission
            for manifest in self.active(enabled)
            for permission, granted in manifest.permissions.items()
            if held & set(granted)
        )

    def active(self, enabled: frozenset[str]) -> list[PluginManifest]:
        """The core's slices and the plug-ins that are switched on."""
        return [m for m in self.manifests.values() if m.scope == "core" or m.name in enabled]

    def menu(self, enabled: frozenset[str], may: Callable[[str], bool]) -> list[MenuEntry]:
        """The menu of somebody, in order."""
        entries = [
            entry for manifest in self.active(enabled) for entry in manifest.menu if may(entry.permission)
        ]
        return sorted(entries, key=lambda entry: entry.order)

    def announce(self, hook: str, enabled: frozenset[str], **arguments: Any) -> list[Any]:
        """Call an event or filter hook of the switched-on plug-ins; any error fails the whole change."""
        answers: list[Any] = self._caller(hook, enabled)(**arguments)
        return answers

    def gather(self, hook: str, enabled: frozenset[str], expected: type, **arguments: Any) -> list[Any]:
        """Call a display hook one plug-in at a time; what fails or answers another type is left out and reported."""
        answers = []
        for implementation in self._caller(hook, enabled).get_hookimpls():
            plugin = implementation.plugin_name
            if self._rests(plugin, hook):
                continue
            began = monotonic()
            try:
                wanted = {name: arguments[name] for name in implementation.argnames}
                # Inside a savepoint: what it wrote before it failed goes, and PostgreSQL answers the next statement.
                with db.session.begin_nested():
                    answer = implementation.function(**wanted)
                    if not isinstance(answer, expected | None):
                        raise TypeError(f"{hook} answered {type(answer).__name__}, not {expected.__name__}")
                if answer is not None:
                    answers.append(answer)
            except Exception as error:
                report_fault(Fault(plugin, hook, f"{type(error).__name__}: {error}"))
            self._time(plugin, hook, monotonic() - began)
        return answers

    def _rests(self, plugin: str, hook: str) -> bool:
        """Whether a display hook was too slow too often, a short while ago."""
        times, last = self._slow.get((plugin, hook), (0, clock.now()))
        return times >= PATIENCE and clock.now() - last < REST

    def _time(self, plugin: str, hook: str, seconds: float) -> None:
        if seconds < SLOW:
            self._slow.pop((plugin, hook), None)
            return
        times, _ = self._slow.get((plugin, hook), (0, None))
        self._slow[plugin, hook] = (times + 1, clock.now())
        report_fault(Fault(plugin, hook, f"took {seconds:.1f} s"))

    def _caller(self, hook: str, enabled: frozenset[str]) -> pluggy.HookCaller:
        active = {manifest.name for manifest in self.active(enabled)}
        removed = [plugin for name, plugin in self._pluggy.list_name_plugin() if name not in active]
        return self._pluggy.subset_hook_caller(hook, remove_plugins=removed)

    def _check(self, manifest: PluginManifest) -> None:
        if not manifest.name.isidentifier() or manifest.name != manifest.name.lower():
            raise PluginRejected(f"{manifest.name!r} is not a lower-case identifier")
        if manifest.name in self.manifests:
            raise PluginRejected(f"{manifest.name}: the name is taken")
        if manifest.scope == "core":
            return
        try:
            fits = Version(self.core_version) in SpecifierSet(manifest.needs)
        except InvalidSpecifier as error:
            raise PluginRejected(f"{manifest.name}: {error}") from error
        if not fits:
            raise PluginRejected(
                f"{manifest.name} needs the core {manifest.needs}; this is {self.core_version}"
            )
        taken = {name for other in self.manifests.values() for name in other.permissions} & set(
            manifest.permissions
        )
        if taken:
            raise PluginRejected(f"{manifest.name}: the permissions {sorted(taken)} are taken")
        self._check_tables(manifest)
        self._check_pages(manifest)

    def _check_tables(self, manifest: PluginManifest) -> None:
        """A plug-in owns tables of its own name only, and nobody else's begin like them."""
        for other in self.manifests.values():
            prefixes = sorted((manifest.table_prefix, other.table_prefix))
            if other.scope == "school" and prefixes[1].startswith(prefixes[0]):
                raise PluginRejected(f"{manifest.name}: its tables would begin like those of {other.name}")
        parts = (manifest.blueprint, manifest.hooks, manifest.hookspecs)
        packages = {
            getattr(part, "import_name", getattr(part, "__name__", "")).split(".")[0] for part in parts
        }
        own = [m.local_table for m in Base.registry.mappers if m.class_.__module__.split(".")[0] in packages]
        for table in map(str, own):
            if not table.startswith(manifest.table_prefix):
                raise PluginRejected(
                    f"{manifest.name}: the table {table} must begin with {manifest.table_prefix}"
                )

    def _check_pages(self, manifest: PluginManifest) -> None:
        """A plug-in's pages stand under the school's address, and every entry of its menu leads to one of them."""
        name, blueprint = manifest.name, manifest.blueprint
        # Tried on an application of no account: what fails there must not fail while the real one starts.
        trial = Flask(PROJECT, static_folder=None)
        if blueprint:
            if blueprint.name != name:
                raise PluginRejected(f"{name}: its blueprint must be called {name}, not {blueprint.name}")
            trial.register_blueprint(blueprint)
        rules = list(trial.url_map.iter_rules())
        outside = [rule.rule for rule in rules if not rule.rule.startswith(SCHOOL)]
        if outside:
            raise PluginRejected(f"{name}: the addresses {outside} must begin with {SCHOOL}")
        reachable = {rule.endpoint for rule in rules if rule.arguments == {"school"}}
        astray = [entry.endpoint for entry in manifest.menu if entry.endpoint not in reachable]
        if astray:
            raise PluginRejected(f"{name}: the menu leads to {astray}, which no page of it answers")


def report_fault(fault: Fault) -> None:
    """Log a contained fault; the request keeps it for the school's health page."""
    current_app.logger.error("plug-in %s failed in %s: %s", fault.plugin, fault.hook, fault.error)
    g.setdefault("faults", []).append(fault)


def manager() -> PluginManager:
    """The plug-in manager of this application."""
    found: PluginManager = current_app.extensions["parasat_plugins"]
    return found


def _owner() -> PluginManifest | None:
    """The plug-in whose page this is, also where a blueprint is nested in the plug-in's own."""
    owner = manager().manifests.get(request.blueprints[-1]) if request.blueprints else None
    return owner if owner and owner.scope == "school" else None


def _close_switched_off() -> None:
    """The pages of a plug-in that this school has switched off do not exist."""
    plugin, school = _owner(), g.get("school")
    if plugin and (school is None or plugin.name not in school.plugins):
        abort(404)


def _plugin_words() -> dict[str, Any]:
    """On a plug-in's own pages `_` and `ngettext` ask its words first."""
    plugin = _owner()
    if plugin and plugin.words:
        return {"_": plugin.words.gettext, "ngettext": plugin.words.ngettext}
    return {}


def _open_static_files(app: Flask, endpoint: str) -> None:
    """Let a plug-in's style sheets and pictures be fetched; its view is a bound method and takes no declaration."""
    send = app.view_functions.get(endpoint)
    if send:

        def fetch(**arguments: Any) -> Any:
            return send(**arguments)

        app.view_functions[endpoint] = public("style sheets and pictures hold nothing about anybody")(fetch)


def init_app(
    app: Flask, core: Sequence[PluginManifest], core_version: str, *, safe_mode: bool
) -> PluginManager:
    """Register the core's slices, then the installed plug-ins unless in safe mode, and their pages."""
    plugins = PluginManager(core_version)
    app.extensions["parasat_plugins"] = plugins
    for manifest in core:
        plugins.register(manifest)
    if not safe_mode:
        plugins.discover()
    for manifest in plugins.manifests.values():
        if manifest.blueprint is None:
            continue
        app.register_blueprint(manifest.blueprint)
        _open_static_files(app, f"{manifest.blueprint.name}.static")
    app.before_request(_close_switched_off)
    app.context_processor(_plugin_words)
    for name, reason in plugins.rejected.items():
        app.logger.error("plug-in %s was not loaded: %s", name, reason)
    return plugins
