"""The plug-ins of an application: found, switched, asked; contained where they show.

Event and filter hooks run inside the transaction and fail loudly; display hooks are contained: what a plug-in breaks
is left out, logged with its name and shown on the school's health page.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.metadata import entry_points
from typing import Any

import pluggy
from flask import Flask, abort, current_app, g, request

from parasat_lms.core.errors import PluginRejected
from parasat_lms.core.guard import public
from parasat_lms.core.plugins.contract import check
from parasat_lms.core.plugins.deadline import Hangs, TookTooLong, has_survived, within_limit
from parasat_lms.core.plugins.manifest import MenuEntry, PluginManifest
from parasat_lms.core.unit_of_work import READING, savepoint
from parasat_lms.domain.permissions import Role

PROJECT = "parasat_lms"
ENTRY_POINTS = "parasat_lms.plugins"
hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)

PATIENCE = 5
"""So many faults of a display hook in a row, and it is not asked any more until somebody says so."""


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

    @property
    def switchable(self) -> list[PluginManifest]:
        """The plug-ins that a school may switch, by name."""
        return sorted((m for m in self.manifests.values() if m.scope == "school"), key=lambda m: m.name)

    def register(self, manifest: PluginManifest) -> None:
        """Take a manifest in, or raise `PluginRejected` with the reason."""
        check(manifest, self.manifests.values(), self.core_version)
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
        """Call a display hook one plug-in at a time; what fails or answers another type is left out and reported.

        Each runs under a deadline, and one that failed too often in a row is not asked at all. Raises `Hangs` where a
        hook takes the session of a request that changes something with it: half a change must not be kept.
        """
        answers = []
        for implementation in self._caller(hook, enabled).get_hookimpls():
            plugin = implementation.plugin_name
            strikes = strikes_of(plugin, hook)
            if strikes >= PATIENCE:
                continue
            wanted = {name: arguments[name] for name in implementation.argnames}
            try:
                answer = _ask(partial(implementation.function, **wanted), hook, expected)
            except Hangs as error:
                report_fault(Fault(plugin, hook, str(error)))
                if not (request and request.method in READING):
                    raise
            except Exception as error:
                report_fault(Fault(plugin, hook, _said(error)))
            else:
                if strikes:
                    g.setdefault("recovered", []).append((plugin, hook))
                if answer is not None:
                    answers.append(answer)
        return answers

    def _caller(self, hook: str, enabled: frozenset[str]) -> pluggy.HookCaller:
        active = {manifest.name for manifest in self.active(enabled)}
        removed = [plugin for name, plugin in self._pluggy.list_name_plugin() if name not in active]
        return self._pluggy.subset_hook_caller(hook, remove_plugins=removed)


def _ask(call: Callable[[], Any], hook: str, expected: type) -> Any:
    """The answer of one display hook, under a deadline and in a savepoint.

    What it wrote before it failed goes, and PostgreSQL answers the next statement.
    """
    try:
        with savepoint(lost=Hangs):
            answer = within_limit(call)
            if not isinstance(answer, expected | None):
                raise TypeError(f"{hook} answered {type(answer).__name__}, not {expected.__name__}")
    except TookTooLong as error:
        if has_survived():
            raise
        raise Hangs(str(error)) from None
    return answer


def _said(error: Exception) -> str:
    return str(error) if isinstance(error, TookTooLong) else f"{type(error).__name__}: {error}"


def strikes_of(plugin: str, hook: str) -> int:
    """How often in a row a display hook has failed in the current school, as this request found it."""
    school = g.get("school")
    return school.strikes.get((plugin, hook), 0) if school else 0


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


def _owner_of_public_page() -> PluginManifest | None:
    """The plug-in whose public page this is: it stands outside the schools, and none can switch it off."""
    blueprint = request.blueprints[-1] if request.blueprints else ""
    return (
        manager().manifests.get(blueprint.removesuffix("_public")) if blueprint.endswith("_public") else None
    )


def _close_switched_off() -> None:
    """The pages of a plug-in that this school has switched off do not exist."""
    plugin, school = _owner(), g.get("school")
    if plugin and (school is None or plugin.name not in school.plugins):
        abort(404)


def _plugin_words() -> dict[str, Any]:
    """On a plug-in's own pages `_` and `ngettext` ask its words first."""
    plugin = _owner() or _owner_of_public_page()
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
        if manifest.public_pages:
            app.register_blueprint(manifest.public_pages)
        if manifest.blueprint is None:
            continue
        app.register_blueprint(manifest.blueprint)
        _open_static_files(app, f"{manifest.blueprint.name}.static")
    app.before_request(_close_switched_off)
    app.context_processor(_plugin_words)
    for name, reason in plugins.rejected.items():
        app.logger.error("plug-in %s was not loaded: %s", name, reason)
    return plugins
