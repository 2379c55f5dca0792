"""Signing in and out, and what happens when somebody types while the sign-in runs out."""

from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, Response, current_app, g, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import UserMixin, current_user, login_user, logout_user
from flask_wtf.csrf import CSRFError
from werkzeug.wrappers import Response as BaseResponse

from parasat_lms.core.guard import Actor, public
from parasat_lms.core.i18n import forget_language
from parasat_lms.core.plugins import manager
from parasat_lms.core.unit_of_work import abandon
from parasat_lms.core.web import Answer, local_path, render_page, see_other, wants_fragment
from parasat_lms.features.people import operations, queries
from parasat_lms.features.people.forms import SignInForm
from parasat_lms.features.people.models import Account

blueprint = Blueprint("people", __name__, template_folder="templates", url_prefix="/<school>")

HOST_LOGIN = "parasat.host_login"
"""WSGI key under which a host application hands over the login of its own signed-in user."""
KEPT = "kept:"
"""Prefix of the fields that wait, on the sign-in page, to be sent once more."""
NEVER_KEPT = frozenset({"csrf_token", "password", "login", "next"})


class SignedIn(UserMixin):  # type: ignore[misc]
    """What Flask-Login keeps: the id of the sign-in, never that of the account."""

    def __init__(self, account: Account, sign_in_id: UUID | None) -> None:
        self.account_id = account.id
        self.login = account.login
        self.language = account.language
        self.id = str(sign_in_id)


def load_sign_in(sign_in_id: str) -> SignedIn | None:
    """The sign-in named in the signed cookie, while it lasts."""
    try:
        key = UUID(sign_in_id)
    except ValueError:
        return None
    account = queries.account_signed_in(key)
    return SignedIn(account, key) if account else None


def recognise() -> None:
    """Before every request in a school: who is asking, with which permissions."""
    if g.get("school") is None:
        return
    user = _user_of_host() or current_user._get_current_object()
    if not user.is_authenticated:
        return
    g.account_language = user.language
    forget_language()
    identity = queries.identity_in_school(user.account_id)
    if identity is None:
        g.stranger = user.login
        return
    g.actor = Actor(
        account_id=user.account_id,
        person_id=identity.person_id,
        name=identity.name,
        initials=identity.initials,
        roles=identity.roles,
        permissions=manager().grants(identity.roles, g.school.plugins),
    )


def _user_of_host() -> SignedIn | None:
    login = request.environ.get(HOST_LOGIN)
    account = queries.account_by_login(operations.normalised_login(login)) if login else None
    return SignedIn(account, None) if account and account.active else None


def _kept_fields() -> list[tuple[str, str]]:
    return [(name, value) for name, value in request.form.items(multi=True) if name not in NEVER_KEPT]


def _here() -> str:
    """The path of this request as the browser knows it, also where the LMS is mounted under a prefix."""
    return request.script_root + request.full_path.rstrip("?")


def ask_to_sign_in(*, fragment: bool) -> BaseResponse:
    """The answer to somebody whom nobody knows: the sign-in page, which keeps what was typed."""
    if fragment:
        return Response(render_template("people/_signed_out.html"), 401, mimetype="text/html")
    if request.method == "POST":
        abandon()
        interrupted = Interrupted(_here(), _kept_fields())
        return _sign_in_page(SignInForm(formdata=None), status=401, interrupted=interrupted)
    return see_other(url_for("people.sign_in", next=_here()))


def keep_after_forgery_check(error: CSRFError) -> BaseResponse:
    """A page that outlived its cookie: nothing is done, and what was typed on our own page is offered again."""
    abandon()
    current_app.logger.warning("a form was refused: %s", error.description)
    if wants_fragment() and g.get("actor") is None:
        return ask_to_sign_in(fragment=True)
    own_page = request.headers.get("Origin") == request.host_url.rstrip("/")
    interrupted = Interrupted(_here(), _kept_fields() if own_page else [])
    return render_page("people/resume.html", status=400, interrupted=interrupted)


@dataclass(frozen=True, slots=True)
class Interrupted:
    """A form that was sent after its sign-in had ended: where it goes, and what it holds."""

    path: str
    fields: list[tuple[str, str]]


def _sign_in_page(
    form: SignInForm, *, status: int = 200, problem: str = "", interrupted: Interrupted | None = None
) -> Response:
    next_page = local_path(request.values.get("next"))
    return render_page(
        "people/sign_in.html",
        status=status,
        form=form,
        problem=problem,
        next=next_page,
        interrupted=interrupted,
        kept_prefix=KEPT,
    )


def _interrupted() -> Interrupted | None:
    path = local_path(request.form.get("resume"))
    fields = [(n.removeprefix(KEPT), v) for n, v in request.form.items(multi=True) if n.startswith(KEPT)]
    return Interrupted(path, fields) if path else None


@blueprint.get("/sign-in")
@public("whoever is not signed in must be able to")
def sign_in() -> Answer:
    """The sign-in page of a school, in its brand."""
    if g.get("actor"):
        return see_other(local_path(request.args.get("next")) or url_for("home.page"))
    return _sign_in_page(SignInForm(formdata=None))


@blueprint.post("/sign-in")
@public("whoever is not signed in must be able to")
def submit_sign_in() -> Answer:
    """Check login and password; the same answer, after the same time, whether or not the login exists."""
    form = SignInForm()
    interrupted = _interrupted()
    if not form.validate():
        return _sign_in_page(form, status=422, interrupted=interrupted)
    address = request.remote_addr or ""
    if operations.too_many_failures(form.login.data, address):
        problem = _("Too many attempts. Wait a quarter of an hour, or ask your school for help.")
        answer = _sign_in_page(form, status=429, problem=problem, interrupted=interrupted)
        answer.headers["Retry-After"] = str(int(operations.FAILURES_COUNT_FOR.total_seconds()))
        return answer
    begun = operations.sign_in(form.login.data, form.password.data, address)
    if begun is None:
        return _sign_in_page(
            form, status=422, problem=_("Login or password is wrong."), interrupted=interrupted
        )
    language = session.get("language")
    if current_user.is_authenticated:
        # Whoever signs in anew in the same browser leaves no sign-in behind that could still be used.
        operations.end_sign_in(UUID(current_user.get_id()))
    session.clear()
    # The token was made for the session that has just ended; the page that follows needs one of the new.
    g.pop("csrf_token", None)
    if language:
        session["language"] = language
    signed_in = load_sign_in(str(begun.id))
    login_user(signed_in)
    if interrupted:
        return render_page("people/resume.html", interrupted=interrupted)
    return see_other(local_path(request.form.get("next")) or url_for("home.page"))


@blueprint.post("/sign-out")
@public("whoever is signed in may leave, also in a school where nobody knows them")
def sign_out() -> Answer:
    """End this browser's sign-in."""
    if current_user.is_authenticated:
        operations.end_sign_in(UUID(current_user.get_id()))
    logout_user()
    session.clear()
    return see_other(url_for("people.sign_in"))
