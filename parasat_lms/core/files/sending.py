"""How files come in and go out: room for them only where a view asks for it, and headers that keep them harmless."""

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import quote

from flask import Flask, Response, abort, current_app, g, request

from parasat_lms.core.files.kept import StoredFile, storage
from parasat_lms.core.files.looking import MEGABYTE
from parasat_lms.core.files.pictures import MOST_BYTES
from parasat_lms.core.files.storage import storage_of

View = TypeVar("View", bound=Callable[..., Any])
FILES_AT_ONCE = 4
"""So many files of the largest size fit into one request."""
SEALED = "default-src 'none'; img-src 'self'; sandbox"


def takes_files(view: View) -> View:
    """Mark a view that takes files: only there may a request be larger than texts need."""
    view.parasat_room_for_files = lambda: FILES_AT_ONCE * MOST_BYTES  # type: ignore[attr-defined]
    return view


def takes_many_files(most: int) -> Callable[[View], View]:
    """Mark a view that takes so many files at once, each as large as the installation allows."""

    def mark(view: View) -> View:
        view.parasat_room_for_files = lambda: most * largest_file()  # type: ignore[attr-defined]
        return view

    return mark


def largest_file() -> int:
    """Bytes that any file may have here: `PARASAT_LARGEST_FILE_MB`."""
    return int(current_app.config["PARASAT_LARGEST_FILE_MB"]) * MEGABYTE


def send_picture(file: StoredFile, *, small: bool = False, name: str = "") -> Response:
    """The picture, sealed: it runs nothing, it is what it says it is, and every look asks the school again.

    The view must have checked that this person may see it. 404 where the storage has lost it.
    """
    tag = f"{file.digest}-small" if small else file.digest
    return _sealed(file, tag, file.small_key if small else file.key, _disposition("inline", file, name))


def send_file(file: StoredFile, *, name: str = "") -> Response:
    """The file under that name, to be saved and never opened on our pages; sealed like a picture.

    The view must have checked that this person may have it. 404 where the storage has lost it.
    """
    return _sealed(file, file.digest, file.key, _disposition("attachment", file, name))


def send_kept(file: StoredFile, *, name: str = "") -> Response:
    """A picture to look at, small where the request asks for that; anything else to be saved."""
    if file.is_picture:
        return send_picture(file, small=request.args.get("small") == "1", name=name)
    return send_file(file, name=name)


def _disposition(way: str, file: StoredFile, name: str) -> str:
    """The header of RFC 6266: a plain name for old readers, and the whole one in any alphabet."""
    plain = f'{way}; filename="{file.id}.{file.ending}"'
    return f"{plain}; filename*=UTF-8''{quote(name, safe='')}" if name else plain


def _sealed(file: StoredFile, tag: str, key: str, disposition: str) -> Response:
    response = Response(mimetype=file.media_type)
    response.headers["Content-Disposition"] = disposition
    response.headers["Content-Security-Policy"] = SEALED
    # Kept by this browser, but never shown without asking: the permission may have gone.
    response.headers["Cache-Control"] = "private, no-cache"
    response.vary.add("Cookie")
    response.set_etag(tag)
    if tag in request.if_none_match:
        response.status_code = 304
        return response
    try:
        reading = storage().read(key)
    except FileNotFoundError:
        current_app.logger.error("the storage has lost the file %s", file.id)
        abort(404)
    response.response = reading.portions
    response.content_length = reading.size
    return response


def _make_room() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    room = getattr(view, "parasat_room_for_files", None)
    # A stranger's files would be written to the disk before anybody asks who it is.
    if room and g.get("actor") and request.mimetype == "multipart/form-data":
        request.max_content_length = room() + current_app.config["MAX_CONTENT_LENGTH"]


def init_app(app: Flask) -> None:
    """Open the storage; make room for files once it is known who sends them, and before a form is read."""
    app.extensions["parasat_files"] = storage_of(app.config["PARASAT_FILES_URL"])
    app.before_request(_make_room)
