"""The one place that knows everybody: it puts the kernel, the slices and the plug-ins together."""

from collections.abc import Callable, Iterable, Mapping
from importlib.metadata import version
from typing import Any

from flask import Flask, Response, abort, current_app, g, request, url_for
from flask.sessions import SecureCookieSessionInterface
from flask_wtf import CSRFProtect
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from werkzeug.middleware.proxy_fix import ProxyFix

from parasat_lms import config
from parasat_lms.core import db, files, guard, i18n, jobs, logs, plugins, unit_of_work, web
from parasat_lms.core.guard import public
from parasat_lms.features.assignments.feature import manifest as assignments
from parasat_lms.features.branding.feature import manifest as branding
from parasat_lms.features.comments.feature import manifest as comments
from parasat_lms.features.courses.feature import manifest as courses
from parasat_lms.features.home.feature import manifest as home
from parasat_lms.features.marking.feature import manifest as marking
from parasat_lms.features.people import feature as people
from parasat_lms.features.privacy.feature import manifest as privacy
from parasat_lms.features.progress.feature import manifest as progress
from parasat_lms.features.rubrics.feature import manifest as rubrics
from parasat_lms.features.schools.feature import manifest as schools
from parasat_lms.features.schools.operations import enter, note_fault, note_recovery
from parasat_lms.features.schools.queries import school_of

VERSION = version("parasat-lms")
CORE = (
    schools,
    people.manifest,
    privacy,
    branding,
    courses,
    rubrics,
    assignments,
    comments,
    marking,
    progress,
    home,
)

HostLogin = Callable[[], str | None]
WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def create_app(overrides: Mapping[str, Any] | None = None) -> Flask:
    """The LMS as an application of its own; settings come from the environment and from `overrides`.

    Raises `ConfigurationError` for unsafe settings.
    """
    app = Flask("parasat_lms", static_folder="static", template_folder="templates")
    app.config.from_mapping(config.settings(overrides))
    logs.init_app(app)
    db.init_app(app)
    # The order of what happens before a request: a unit of work begins, the school is found, the person recognised,
    # room made for the files they send, a forged form refused, an undeclared view closed, a switched-off plug-in
    # closed.
    unit_of_work.init_app(app)
    web.init_app(app)
    app.url_value_preprocessor(_take_school_slug)
    app.url_defaults(_give_school_slug)
    app.before_request(_enter_school)
    i18n.init_app(app, config.TRANSLATIONS)
    people.init_app(app)
    files.init_app(app)
    _protect_forms(app)
    guard.init_app(app)
    plugins.init_app(app, CORE, VERSION, safe_mode=app.config["PARASAT_SAFE_MODE"])
    jobs.init_app(app)
    app.after_request(_note_faults)
    app.context_processor(_shell)
    app.jinja_env.globals["static"] = lambda name: url_for("static", filename=name, v=VERSION)
    app.add_url_rule("/healthz", view_func=healthz)
    app.add_url_rule("/readyz", view_func=readyz)
    hops = app.config["PARASAT_TRUSTED_PROXIES"]
    if hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return app


def _take_school_slug(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    g.school_slug = values.pop("school", None) if values else None


def _give_school_slug(endpoint: str, values: dict[str, Any]) -> None:
    school = g.get("school")
    expects = current_app.url_map.is_endpoint_expecting
    if school and "school" not in values and expects(endpoint, "school"):
        values["school"] = school.slug


def _enter_school() -> None:
    slug = g.get("school_slug")
    if slug is None:
        return
    school = school_of(slug)
    if school is None:
        abort(404)
    enter(school)


def _protect_forms(app: Flask) -> None:
    """Refuse a forged or missing token after the school is known, so that the answer wears its face."""
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    csrf = CSRFProtect(app)
    app.before_request(lambda: csrf.protect() if request.method not in unit_of_work.READING else None)


def _note_faults(response: Response) -> Response:
    """Write down what plug-ins broke on this page, and what works again, in the request's own unit of work."""
    faults, recovered = g.get("faults", ()), g.get("recovered", ())
    if (faults or recovered) and g.get("school") and not g.get("abandoned"):
        try:
            with db.db.session.begin_nested():
                for fault in faults:
                    note_fault(fault)
                for plugin, hook in recovered:
                    note_recovery(plugin, hook)
        except DBAPIError as error:
            # The log has the faults; a page that only reads must not fail because they cannot be counted now.
            current_app.logger.warning("faults of plug-ins could not be counted: %s", error.orig)
    return response


def _shell() -> dict[str, Any]:
    """What every page's frame needs."""
    school, actor = g.get("school"), g.get("actor")
    entries = plugins.manager().menu(school.plugins, actor.may) if school and actor else []
    return {
        "school": school,
        "actor": actor,
        "menu": entries,
    }


@public("a monitor asks without signing in; the answer is one word")
def healthz() -> Response:
    """The process is alive."""
    return Response("ok\n", mimetype="text/plain")


@public("a monitor asks without signing in; the answer is one word")
def readyz() -> Response:
    """The process can serve: the database answers."""
    db.db.session.execute(text("SELECT 1"))
    return Response("ready\n", mimetype="text/plain")


class ParasatLMS:
    """The LMS as a Flask extension: an application of its own, mounted under a prefix of a host application.

    Two Flask-Logins, two databases and two sets of error pages never meet, because the LMS gets its own WSGI
    application. `host_login` may name the host's signed-in user: it is called inside the host's request and answers
    the login of an LMS account, or `None`.
    """

    def __init__(
        self,
        app: Flask | None = None,
        url_prefix: str = "/lms",
        settings: Mapping[str, Any] | None = None,
        host_login: HostLogin | None = None,
    ) -> None:
        self.lms: Flask | None = None
        if app is not None:
            self.init_app(app, url_prefix, settings, host_login)

    def init_app(
        self,
        app: Flask,
        url_prefix: str = "/lms",
        settings: Mapping[str, Any] | None = None,
        host_login: HostLogin | None = None,
    ) -> None:
        """Mount the LMS under `url_prefix`; `PARASAT_…` keys of the host's config are its settings."""
        if not url_prefix.startswith("/") or url_prefix.endswith("/"):
            raise ValueError("url_prefix must begin with a slash and not end with one")
        hosts = {name: value for name, value in app.config.items() if name.startswith("PARASAT_")}
        self.lms = create_app({**hosts, **(settings or {})})
        self.lms.session_interface = _SessionUnderPrefix()
        app.extensions["parasat_lms"] = self
        app.wsgi_app = _Mount(app, app.wsgi_app, self.lms, url_prefix, host_login)  # type: ignore[method-assign]


class _SessionUnderPrefix(SecureCookieSessionInterface):
    """Keeps the cookie under the prefix, and under the host's own where a server has mounted the host, too."""

    def get_cookie_path(self, app: Flask) -> str:
        """Where the browser shall send the cookie."""
        return request.script_root or "/"


class _Mount:
    """Sends what begins with the prefix to the LMS, and tells it who is signed in at the host."""

    def __init__(
        self, host: Flask, host_wsgi: WsgiApp, lms: Flask, prefix: str, host_login: HostLogin | None
    ) -> None:
        self.host, self.host_wsgi, self.lms, self.prefix, self.host_login = (
            host,
            host_wsgi,
            lms,
            prefix,
            host_login,
        )

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path != self.prefix and not path.startswith(self.prefix + "/"):
            return self.host_wsgi(environ, start_response)
        environ = dict(environ)
        login = self._login(environ)
        if login:
            environ[people.HOST_LOGIN] = login
        environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + self.prefix
        environ["PATH_INFO"] = path[len(self.prefix) :]
        return self.lms.wsgi_app(environ, start_response)

    def _login(self, environ: dict[str, Any]) -> str | None:
        if self.host_login is None:
            return None
        # The host's own path, without the body: its request context must not read what the LMS will.
        with self.host.request_context({**environ, "REQUEST_METHOD": "GET", "CONTENT_LENGTH": "0"}):
            return self.host_login()
