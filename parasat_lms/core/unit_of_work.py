"""One unit of work per request, command or job; it alone commits, and what fails leaves nothing behind."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

from flask import Flask, Response, current_app, g, request
from sqlalchemy.exc import SQLAlchemyError

from parasat_lms.core.db import announce_writing, db, enter_school

READING = frozenset({"GET", "HEAD", "OPTIONS"})
View = TypeVar("View", bound=Callable[..., Any])


@contextmanager
def unit_of_work() -> Iterator[None]:
    """Commit what the block did, or nothing of it. For commands and jobs; requests have theirs already."""
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise


@contextmanager
def savepoint(*, lost: type[Exception]) -> Iterator[None]:
    """A part of a unit of work that fails alone: what it wrote goes, what was written before stays.

    After an error of the kind `lost` nothing is undone, because the session is in other hands.
    """
    nested = db.session.begin_nested()
    try:
        yield
    except lost:
        raise
    except BaseException:
        with suppress(SQLAlchemyError):  # what cannot be undone shows at the next statement
            nested.rollback()
        raise
    nested.commit()


def abandon() -> None:
    """Forget all that this request has done so far: its answer will be an error."""
    g.abandoned = True
    db.session.rollback()


def writes_late(view: View) -> View:
    """Mark a view that works for long before it writes, and then says `begin_writing`.

    On SQLite a writing request lets every other writer wait: nobody shall wait for a file that comes over a slow line.
    """
    view.parasat_writes_late = True  # type: ignore[attr-defined]
    return view


def begin_writing() -> None:
    """End what was only read so far, and write from here on; what was read before must be asked for again."""
    db.session.rollback()
    announce_writing(True)


def _begin() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    announce_writing(request.method not in READING and not getattr(view, "parasat_writes_late", False))
    enter_school(None)


def _finish(response: Response) -> Response:
    if g.get("abandoned"):
        db.session.rollback()
    else:
        db.session.commit()
    return response


def init_app(app: Flask) -> None:
    """Open a unit of work before each request and close it before the answer leaves."""
    app.before_request(_begin)
    app.after_request(_finish)
    # The context variable outlives the request on a reused thread: a leftover school must not meet the next one.
    app.teardown_request(lambda _error: enter_school(None))
