"""How files come in and go out: room for them only where a view asks for it, and headers that keep them harmless."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, abort, current_app, request

from parasat_lms.core.files.kept import StoredFile, storage
from parasat_lms.core.files.pictures import ENDING, MOST_BYTES
from parasat_lms.core.files.storage import storage_of

View = TypeVar("View", bound=Callable[..., Any])
FILES_AT_ONCE = 4
"""So many files of the largest size fit into one request."""
SEALED = "default-src 'none'; img-src 'self'; sandbox"


def takes_files(view: View) -> View:
    """Mark a view that takes files: only there may a request be larger than texts need."""
    view.parasat_takes_files = True  # type: ignore[attr-defined]
    return view


def send_picture(file: StoredFile, *, small: bool = False) -> Response:
    """The picture, sealed: it runs nothing, it is what it says it is, and every look asks the school again.

    The view must have checked that this person may see it. 404 where the storage has lost it.
    """
    tag = f"{file.digest}-small" if small else file.digest
    response = Response(mimetype=file.media_type)
    response.headers["Content-Disposition"] = f'inline; filename="{file.id}.{ENDING}"'
    response.headers["Content-Security-Policy"] = SEALED
    # Kept by this browser, but never shown without asking: the permission may have gone.
    response.headers["Cache-Control"] = "private, no-cache"
    response.vary.add("Cookie")
    response.set_etag(tag)
    if tag in request.if_none_match:
        response.status_code = 304
        return response
    try:
        response.set_data(storage().get(file.small_key if small else file.key))
    except FileNotFoundError:
        current_app.logger.error("the storage has lost the file %s", file.id)
        abort(404)
    return response


def _make_room() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "parasat_takes_files", False):
        request.max_content_length = FILES_AT_ONCE * MOST_BYTES + current_app.config["MAX_CONTENT_LENGTH"]


def init_app(app: Flask) -> None:
    """Open the storage of `PARASAT_FILES_URL`, and make room for files before a form is read."""
    app.extensions["parasat_files"] = storage_of(app.config["PARASAT_FILES_URL"])
    app.before_request(_make_room)
