"""A hook that only shows something runs under a deadline.

The request lends its context and its session to a helper thread and waits. Whoever waits uses neither, so the session
is never in two hands. At the deadline the helper is interrupted: Python code by an exception, a statement by the
database's own means. What sleeps in foreign code can be interrupted by neither: then the session is left to the helper
for good, and the request goes on with a new one. Python has no way to end a thread; whether a hook is asked again at
all is decided elsewhere.
"""

import ctypes
from collections.abc import Callable
from contextlib import suppress
from contextvars import copy_context
from threading import Lock, Thread
from time import monotonic
from typing import Any, TypeVar

from flask import current_app, g
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from parasat_lms.core.db import db

T = TypeVar("T")

LIMIT = 2.0
"""Seconds that a display hook may take: nobody waits longer for a panel."""
GRACE = 0.5
"""Seconds in which an interrupted hook must let go."""
AGAIN = 0.05
"""Seconds between two interruptions: a hook may swallow the first one."""


class OutOfTime(BaseException):
    """Raised inside a hook at its deadline; no `except Exception` of a plug-in swallows it."""


class TookTooLong(Exception):
    """A hook was interrupted at its deadline, and has ended."""


class Hangs(Exception):
    """A hook goes on in spite of every interruption; the session that it was lent is lost."""


class _Helper(Thread):
    """Runs one call with the request's context; its session is the one it was lent, even when nobody waits any more."""

    def __init__(self, call: Callable[[], Any], session: Session) -> None:
        super().__init__(daemon=True, name="parasat-hook")
        self.answer: Any = None
        self.error: BaseException | None = None
        self.left_alone = False
        self._call, self._session = call, session
        # A context of its own, because sessions go by the context: what it shares is what the request knows.
        self._app_context = current_app.app_context()
        self._app_context.g = g._get_current_object()
        self._context = copy_context()
        self._lock = Lock()
        self._over = False

    def run(self) -> None:
        try:
            try:
                self._context.run(self._within)
            except BaseException as error:
                self.error = error
            with self._lock:
                self._over = True
                _raise_in(self.ident, None)
        except OutOfTime as late:
            self.error = self.error or late
        self._give_back()

    def _within(self) -> None:
        self._app_context.push()
        db.session.registry.registry[id(self._app_context)] = self._session
        self.answer = self._call()

    def _give_back(self) -> None:
        db.session.registry.registry.pop(id(self._app_context), None)
        if self.left_alone:
            with suppress(Exception):
                self._session.close()

    def interrupt(self) -> None:
        """Raise `OutOfTime` where the call is now, unless it has ended."""
        with self._lock:
            if not self._over:
                _raise_in(self.ident, OutOfTime)


def _raise_in(thread_id: int | None, error: type[BaseException] | None) -> None:
    """Let the thread raise `error` at its next step in Python; `None` takes back what was not raised yet."""
    raised = ctypes.py_object(error) if error else None
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread_id or 0), raised)


def within_limit(call: Callable[[], T]) -> T:
    """What `call` answers, in the request's context and session.

    Raises what `call` raises, `TookTooLong` where it was interrupted, and `Hangs` where it cannot be: the session of
    this request is another one from then on, and what the request had written is not in it.
    """
    session = db.session()
    connection = session.connection().connection.dbapi_connection
    helper = _Helper(call, session)
    helper.start()
    helper.join(LIMIT)
    if helper.is_alive():
        _end(helper, connection)
    if isinstance(helper.error, OutOfTime):
        raise TookTooLong(f"took longer than {LIMIT:g} s") from None
    if helper.error:
        raise helper.error
    answer: T = helper.answer
    return answer


def _end(helper: _Helper, connection: Any) -> None:
    """Interrupt the helper again and again for a while; `Hangs` where it does not end, `TookTooLong` where it does."""
    until = monotonic() + GRACE
    while helper.is_alive() and monotonic() < until:
        # First the gentle way: a connection whose driver was interrupted in the middle of a statement is lost.
        _cancel_statement(connection)
        helper.join(AGAIN)
        helper.interrupt()
        helper.join(AGAIN)
    if not helper.is_alive():
        raise TookTooLong(f"took longer than {LIMIT:g} s")
    helper.left_alone = True
    db.session.registry.clear()
    raise Hangs(f"still hangs after {LIMIT + GRACE:g} s")


def has_survived() -> bool:
    """Whether the session still answers after a hook was interrupted; where it does not, a new one takes its place."""
    try:
        db.session.execute(select(1))
    except SQLAlchemyError:
        lost = db.session()
        db.session.registry.clear()
        with suppress(Exception):
            lost.close()
        return False
    return True


def _cancel_statement(connection: Any) -> None:
    """Both drivers let another thread end a running statement; without one nothing happens."""
    cancel = getattr(connection, "interrupt", None) or getattr(connection, "cancel", None)
    if cancel:
        with suppress(Exception):
            cancel()
