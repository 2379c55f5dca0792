"""What the slice `people` brings to the house."""

from flask import Flask
from flask_babel import lazy_gettext as _l
from flask_login import LoginManager
from flask_wtf.csrf import CSRFError

from parasat_lms.core.plugins import PluginManifest
from parasat_lms.domain.permissions import Permission, Role
from parasat_lms.features.people import hooks
from parasat_lms.features.people.views import (
    HOST_LOGIN,
    ask_to_sign_in,
    blueprint,
    keep_after_forgery_check,
    load_sign_in,
    recognise,
)

manifest = PluginManifest(
    name="people",
    title=_l("People"),
    version="1",
    scope="core",
    blueprint=blueprint,
    hookspecs=hooks,
    permissions={Permission.PEOPLE_ACCOUNT_KEEP: tuple(Role)},
)


def init_app(app: Flask) -> None:
    """Recognise who asks before each request, and say where strangers go."""
    # Without its words for templates: they would ask the database again on the very page that says it is away.
    logins = LoginManager(app, add_context_processor=False)
    logins.user_loader(load_sign_in)
    logins.session_protection = (
        None  # the sign-in row on the server decides; a phone changes its address often
    )
    app.before_request(recognise)
    app.register_error_handler(CSRFError, keep_after_forgery_check)
    app.extensions["parasat_sign_in"] = ask_to_sign_in


__all__ = ["HOST_LOGIN", "init_app", "manifest"]
