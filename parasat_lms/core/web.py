"""How a page leaves the house: fragments, redirects, headers, compression, errors that help."""

import gzip
import re
from typing import Any, TypeAlias

from flask import Flask, Response, current_app, flash, g, redirect, render_template, request
from jinja2_fragments.flask import render_block
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from uuid_utils.compat import uuid7
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.wrappers import Response as BaseResponse

from parasat_lms.core.errors import ParasatError
from parasat_lms.core.unit_of_work import abandon

Answer: TypeAlias = BaseResponse
"""What a view answers: a page, a fragment or a redirect."""

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
COMPRESSIBLE = ("text/", "application/javascript", "application/json", "image/svg+xml")
READ_ONLY = "25006"
"""PostgreSQL's SQLSTATE for a write where only reading is possible; SQLAlchemy files it with internal errors."""
NEVER_SHOWN = frozenset({"csrf_token", "login", "next", "back", "resume"})
MACHINE_MADE = re.compile(r"[a-z_]{1,20}|[0-9a-f-]{32,36}|[\d.,:-]{1,10}")
"""Values of buttons, choices and ids: nobody typed them."""
MOST_SHOWN = 20
"""Texts of a refused form that its page shows."""
SMALL = 600
"""Bytes under which compression costs more than it saves."""


def wants_fragment() -> bool:
    """Whether htmx asks for a part of a page: not for a boosted link and not to restore history."""
    headers = request.headers
    return (
        headers.get("HX-Request") == "true"
        and headers.get("HX-Boosted") != "true"
        and headers.get("HX-History-Restore-Request") != "true"
    )


def render_page(template: str, *, fragment: str | None = None, status: int = 200, **context: Any) -> Response:
    """The whole page, or the block that the view names when htmx asks for a fragment."""
    if fragment and wants_fragment():
        body = render_block(template, fragment, **context)
    else:
        body = render_template(template, **context)
    response = Response(body, status=status, mimetype="text/html")
    response.vary.add("HX-Request")
    return response


def see_other(url: str) -> Answer:
    """The answer to a POST that succeeded: look there (303)."""
    return redirect(url, code=303)


def flash_success(message: str) -> None:
    """Say after the next page load what was done."""
    flash(message, "success")


def local_path(target: str | None) -> str | None:
    """`target` where it is a path of this site, else `None`: a return address never leads to another host."""
    if not target or not target.startswith("/") or len(target) > 2000:
        return None
    if target.startswith("//") or "\\" in target or not target.isprintable():
        return None
    return target


def _name_request() -> None:
    g.request_id = str(uuid7())


def _send_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if (request.endpoint or "").rpartition(".")[2] == "static" and response.status_code < 400:
        versioned = bool(request.args.get("v"))
        response.headers["Cache-Control"] = f"public, max-age={31536000 if versioned else 3600}"
    else:
        # A shared school computer must not show the last pupil's page to the next.
        response.headers.setdefault("Cache-Control", "no-store")
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response


def _compress(response: Response) -> Response:
    """Gzip text: a page travels over slow lines, and a school's one box has no proxy that would do it."""
    response.vary.add("Accept-Encoding")
    if (
        not request.accept_encodings["gzip"]
        or response.headers.get("Content-Encoding")
        or response.status_code in {204, 304}
        or not (response.mimetype or "").startswith(COMPRESSIBLE)
    ):
        return response
    response.direct_passthrough = False
    body = response.get_data()
    if len(body) >= SMALL:
        # A page is made anew each time; a browser fetches a static file once and keeps it.
        level = 9 if request.endpoint == "static" else 5
        response.set_data(gzip.compress(body, compresslevel=level, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    return response


def _error_page(status: int, message: str | None = None) -> Response:
    template = "errors/fragment.html" if wants_fragment() else "errors/page.html"
    page = render_template(template, status=status, message=message, typed=_typed())
    response = Response(page, status, mimetype="text/html")
    if status == 503:
        response.headers["Retry-After"] = "15"
    return response


def _typed() -> list[str]:
    """The texts of a form that was refused: whoever wrote them can still copy them from the page that says so."""
    try:
        fields = list(request.form.items(multi=True))
    except HTTPException:  # too much to read
        return []
    texts = [value for name, value in fields if name not in NEVER_SHOWN and "password" not in name]
    return [value for value in texts if value.strip() and not MACHINE_MADE.fullmatch(value)][:MOST_SHOWN]


def _on_http_error(error: HTTPException) -> Answer:
    if isinstance(error.response, BaseResponse):
        return error.response
    abandon()
    answer = _error_page(error.code or 500)
    if isinstance(error, MethodNotAllowed):
        answer.allow.update(error.valid_methods or ())
    return answer


def _on_own_error(error: ParasatError) -> Answer:
    abandon()
    if error.status >= 500:
        current_app.logger.exception("request failed", exc_info=error)
    return _error_page(error.status, str(error) if error.status < 500 else None)


def _on_database_error(error: DBAPIError) -> Answer:
    abandon()
    current_app.logger.exception("the database did not answer", exc_info=error)
    return _error_page(503)


def _on_crash(error: Exception) -> Answer:
    original = getattr(error, "original_exception", None) or error
    abandon()
    return _error_page(503 if _cannot_serve(original) else 500)


def _cannot_serve(error: BaseException) -> bool:
    """Whether the database is away, or a stand-by that only reads: a fault of the moment, not of the request."""
    read_only = getattr(getattr(error, "orig", None), "sqlstate", None) == READ_ONLY
    return read_only or isinstance(error, (OperationalError, InterfaceError))


def init_app(app: Flask) -> None:
    """Headers, compression and error pages for every answer."""
    app.before_request(_name_request)
    app.after_request(_compress)
    app.after_request(_send_headers)
    app.register_error_handler(HTTPException, _on_http_error)
    app.register_error_handler(ParasatError, _on_own_error)
    app.register_error_handler(OperationalError, _on_database_error)
    app.register_error_handler(InterfaceError, _on_database_error)
    app.register_error_handler(500, _on_crash)
