"""The front door, the language switch, and the page on which a school switches its programmes."""

from typing import Any

from flask import Blueprint, abort, request, session, url_for
from flask_babel import gettext as _
from wtforms import Form

from parasat_lms.core.guard import current_actor, public, requires
from parasat_lms.core.plugins import PluginManifest, manager
from parasat_lms.core.web import Answer, flash_success, local_path, render_page, see_other
from parasat_lms.domain.localized import LANGUAGES
from parasat_lms.domain.permissions import Permission
from parasat_lms.features.schools import operations, queries

blueprint = Blueprint("schools", __name__, template_folder="templates")


@blueprint.get("/")
@public("the front door lists the schools, each of which has a public page")
def front_door() -> Answer:
    """The schools of this installation."""
    return render_page("schools/front_door.html", schools=queries.all_schools())


@blueprint.post("/language")
@public("whoever reads a page may choose its language")
def choose_language() -> Answer:
    """Remember the language for this browser and go back to the page."""
    language = request.form.get("language")
    if language in LANGUAGES:
        session["language"] = language
    return see_other(local_path(request.form.get("back")) or request.script_root + "/")


def _switchable(plugin: str) -> PluginManifest | None:
    return next((manifest for manifest in manager().switchable if manifest.name == plugin), None)


@blueprint.get("/<school>/programmes")
@requires(Permission.SCHOOLS_PLUGIN_READ)
def programmes() -> Answer:
    """Every installed programme: what it adds, whether it is on, its version and its health."""
    return render_page(
        "schools/programmes.html",
        cards=queries.programme_cards(),
        rejected=manager().rejected,
        may_switch=current_actor().may(Permission.SCHOOLS_PLUGIN_SWITCH),
    )


@blueprint.post("/<school>/programmes/<plugin>")
@requires(Permission.SCHOOLS_PLUGIN_SWITCH, on=_switchable)
def switch_programme(plugin: PluginManifest) -> Answer:
    """Switch a plug-in on or off for this school."""
    wish = request.form.get("enabled")
    if wish not in {"yes", "no"}:
        abort(422)
    operations.switch_plugin(plugin, enabled=wish == "yes")
    message = (
        _("%(name)s is on.") if wish == "yes" else _("%(name)s is off; nothing that it stores was deleted.")
    )
    flash_success(message % {"name": plugin.title})
    return see_other(url_for("schools.programmes"))


@blueprint.post("/<school>/programmes/<plugin>/again")
@requires(Permission.SCHOOLS_PLUGIN_SWITCH, on=_switchable)
def ask_again(plugin: PluginManifest) -> Answer:
    """Ask a part of a programme again that had failed too often and was left out since."""
    operations.ask_again(plugin, request.form.get("hook", "")[:60])
    flash_success(_("%(name)s is asked again.") % {"name": plugin.title})
    return see_other(url_for("schools.programmes"))


def _settable(plugin: str) -> PluginManifest | None:
    manifest = _switchable(plugin)
    return manifest if manifest and manifest.settings_form else None


def _settings_page(plugin: PluginManifest, form: Form, status: int = 200) -> Answer:
    return render_page("schools/settings.html", status=status, plugin=plugin, form=form)


def _settings_form(plugin: PluginManifest, formdata: Any) -> Form:
    if plugin.settings_form is None:
        abort(404)
    return plugin.settings_form(formdata, data=queries.plugin_settings(plugin.name))


@blueprint.get("/<school>/programmes/<plugin>/settings")
@requires(Permission.SCHOOLS_PLUGIN_SWITCH, on=_settable)
def plugin_settings(plugin: PluginManifest) -> Answer:
    """What this school may set for a programme, by the form of its manifest."""
    return _settings_page(plugin, _settings_form(plugin, None))


@blueprint.post("/<school>/programmes/<plugin>/settings")
@requires(Permission.SCHOOLS_PLUGIN_SWITCH, on=_settable)
def set_plugin(plugin: PluginManifest) -> Answer:
    """Keep the settings of a programme."""
    form = _settings_form(plugin, request.form)
    if not form.validate():
        return _settings_page(plugin, form, status=422)
    operations.set_plugin(
        plugin, {field.name: field.data for field in form if field.type != "CSRFTokenField"}
    )
    flash_success(_("The settings are saved."))
    return see_other(url_for("schools.programmes"))
