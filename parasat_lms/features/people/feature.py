"""What the slice `people` brings to the house."""

from flask import Flask
from flask_babel import lazy_gettext as _l
from flask_login import LoginManager
from flask_wtf.csrf import CSRFError

from parasat_lms.core.plugins import PersonalData, PluginManifest
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
    personal_data=(
        PersonalData(
            "person",
            ("id", "account_id"),
            "anonymise",
            None,
            _l("The name; erased, a nameless line stays to which the school's records point."),
            free_text=("family_name", "given_name", "patronymic", "sort_key", "search_key"),
        ),
        PersonalData("account", ("id",), "delete", None, _l("The login and the language of the pages.")),
        PersonalData("sign_in", ("account_id",), "delete", 365, _l("When somebody signed in and out.")),
        PersonalData("stored_file", ("uploaded_by",), "delete", None, _l("Files that somebody handed over.")),
        PersonalData("membership", ("person_id",), "delete", None, _l("The roles in the school.")),
        PersonalData(
            "guardianship", ("guardian_id", "student_id"), "delete", None, _l("Who is whose parent.")
        ),
        PersonalData(
            "school_class",
            ("class_teacher_id",),
            "anonymise",
            None,
            _l("Who is class teacher of which class."),
        ),
        PersonalData("class_membership", ("student_id",), "delete", None, _l("Who is in which class.")),
    ),
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
