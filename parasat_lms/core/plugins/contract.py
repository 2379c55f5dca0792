"""What a plug-in must keep to, checked before anything of it is taken in."""

from collections.abc import Collection

from flask import Flask
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import Version

from parasat_lms.core.db import Base
from parasat_lms.core.errors import PluginRejected
from parasat_lms.core.guard import declaration
from parasat_lms.core.plugins.manifest import PluginManifest

SCHOOL = "/<school>/"
"""How every address of a plug-in begins: without a school nobody could say whether it is switched on."""

PUBLIC = "/verify"
"""How every address of a plug-in's public pages begins: they belong to no school, and no school may be called so."""


def check(manifest: PluginManifest, others: Collection[PluginManifest], core_version: str) -> None:
    """Raise `PluginRejected` with the reason where a manifest breaks the contract, or cannot live beside the others."""
    if not manifest.name.isidentifier() or manifest.name != manifest.name.lower():
        raise PluginRejected(f"{manifest.name!r} is not a lower-case identifier")
    if manifest.name in {other.name for other in others}:
        raise PluginRejected(f"{manifest.name}: the name is taken")
    if manifest.scope == "core":
        return
    _check_version(manifest, core_version)
    taken = {name for other in others for name in other.permissions} & set(manifest.permissions)
    if taken:
        raise PluginRejected(f"{manifest.name}: the permissions {sorted(taken)} are taken")
    _check_tables(manifest, others)
    _check_personal_data(manifest)
    _check_pages(manifest)
    _check_public_pages(manifest, others)


def _check_version(manifest: PluginManifest, core_version: str) -> None:
    try:
        fits = Version(core_version) in SpecifierSet(manifest.needs)
    except InvalidSpecifier as error:
        raise PluginRejected(f"{manifest.name}: {error}") from error
    if not fits:
        raise PluginRejected(f"{manifest.name} needs the core {manifest.needs}; this is {core_version}")


def _check_tables(manifest: PluginManifest, others: Collection[PluginManifest]) -> None:
    """A plug-in owns tables of its own name only, and nobody else's begin like them."""
    for other in others:
        prefixes = sorted((manifest.table_prefix, other.table_prefix))
        if other.scope == "school" and prefixes[1].startswith(prefixes[0]):
            raise PluginRejected(f"{manifest.name}: its tables would begin like those of {other.name}")
    parts = (manifest.blueprint, manifest.hooks, manifest.hookspecs)
    packages = {getattr(part, "import_name", getattr(part, "__name__", "")).split(".")[0] for part in parts}
    own = [m.local_table for m in Base.registry.mappers if m.class_.__module__.split(".")[0] in packages]
    for table in map(str, own):
        if not table.startswith(manifest.table_prefix):
            raise PluginRejected(
                f"{manifest.name}: the table {table} must begin with {manifest.table_prefix}"
            )


def _check_personal_data(manifest: PluginManifest) -> None:
    """What a plug-in says about people is about its own tables, and names columns that are there."""
    for claim in manifest.personal_data:
        if not claim.table.startswith(manifest.table_prefix) or claim.table not in Base.metadata.tables:
            raise PluginRejected(f"{manifest.name}: personal_data names {claim.table}, no table of its own")
        columns = Base.metadata.tables[claim.table].columns
        named = (*(path.partition(".")[0] for path in claim.person_columns), *claim.free_text)
        missing = [name for name in named if name not in columns]
        if missing or not claim.person_columns:
            raise PluginRejected(f"{manifest.name}: personal_data of {claim.table} names no column {missing}")


def _check_pages(manifest: PluginManifest) -> None:
    """A plug-in's pages stand under the school's address, and every entry of its menu leads to one of them."""
    name, blueprint = manifest.name, manifest.blueprint
    # Tried on an application of no account: what fails there must not fail while the real one starts.
    trial = Flask(__name__, static_folder=None)
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


def _check_public_pages(manifest: PluginManifest, others: Collection[PluginManifest]) -> None:
    """Pages outside the schools ask nobody to sign in, and say why; only one plug-in can bring them."""
    name, pages = manifest.name, manifest.public_pages
    if pages is None:
        return
    if pages.name != f"{name}_public":
        raise PluginRejected(f"{name}: its public pages must be called {name}_public, not {pages.name}")
    if taken := [other.name for other in others if other.public_pages]:
        raise PluginRejected(f"{name}: {taken[0]} brings the public pages already")
    trial = Flask(__name__, static_folder=None)
    trial.register_blueprint(pages)
    for rule in trial.url_map.iter_rules():
        if rule.rule != PUBLIC and not rule.rule.startswith(f"{PUBLIC}/"):
            raise PluginRejected(f"{name}: the address {rule.rule} must begin with {PUBLIC}")
        said = declaration(trial.view_functions[rule.endpoint])
        if said is None or not said.public:
            raise PluginRejected(f"{name}: the public page {rule.rule} does not say why it is public")
