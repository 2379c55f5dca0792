"""The sign-in form."""

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length

from parasat_lms.core.forms import NoHiddenCharacters, ParasatForm


class SignInForm(ParasatForm):
    """Login and password; long input is refused before it is hashed."""

    login = StringField(
        _l("Login"),
        [InputRequired(_l("Write your login.")), Length(max=64), NoHiddenCharacters()],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )
    password = PasswordField(
        _l("Password"),
        [InputRequired(_l("Write your password.")), Length(max=256)],
        render_kw={"autocomplete": "current-password"},
    )
