"""Closed by default: a view says which permission it needs, or why it is public, or it answers 404.

A view is declared directly under its route:

    @blueprint.get("/marking/<uuid:submission_id>")
    @requires(Permission.MARKING_WORK_MARK, on=load_work)
    def desk(work): ...

The loader finds the record *and* decides whether this person may have it, in one step; nothing found, another
school's record and a forbidden one all answer 404, so that the answer tells a stranger nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar
from uuid import UUID

from flask import Flask, abort, current_app, g, request
from werkzeug.wrappers import Response

from parasat_lms.core.web import wants_fragment
from parasat_lms.domain.permissions import Role

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is asking: an account, as one person of one school, with the roles held there."""

    account_id: UUID
    person_id: UUID
    name: str
    initials: str
    roles: frozenset[Role]
    permissions: frozenset[str]

    def may(self, permission: str) -> bool:
        """Whether any role of this person grants the permission."""
        return permission in self.permissions


@dataclass(frozen=True, slots=True)
class Declaration:
    """What a view said about who may use it."""

    permission: str | None
    public: str | None


def current_actor() -> Actor:
    """The signed-in person; only inside a view that `requires` a permission."""
    actor: Actor | None = g.get("actor")
    if actor is None:
        abort(401)
    return actor


def requires(permission: str, on: Callable[..., Any] | None = None) -> Callable[[View], View]:
    """Only for people whose roles grant `permission`; `on` loads the view's subject, `None` being 404."""

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(**arguments: Any) -> Any:
            actor: Actor | None = g.get("actor")
            if actor is None:
                return _ask_to_sign_in()
            if not actor.may(permission):
                abort(404)
            if on is None:
                return view(**arguments)
            subject = on(**arguments)
            if subject is None:
                abort(404)
            return view(subject)

        guarded.parasat_guard = Declaration(permission=permission, public=None)  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return declare


def public(why: str) -> Callable[[View], View]:
    """For everybody, signed in or not; `why` says what makes that right."""

    def declare(view: View) -> View:
        view.parasat_guard = Declaration(permission=None, public=why)  # type: ignore[attr-defined]
        return view

    return declare


def declaration(view: Callable[..., Any]) -> Declaration | None:
    """What a view declared, or `None`."""
    found: Declaration | None = getattr(view, "parasat_guard", None)
    return found


def _ask_to_sign_in() -> Response:
    answer: Response = current_app.extensions["parasat_sign_in"](fragment=wants_fragment())
    return answer


def _refuse_undeclared() -> None:
    endpoint = request.endpoint
    if endpoint is None:
        return
    if declaration(current_app.view_functions[endpoint]) is None:
        abort(404)


def init_app(app: Flask) -> None:
    """Refuse every view that declares nothing."""
    app.before_request(_refuse_undeclared)
    public("style sheets, scripts, fonts and icons hold nothing about anybody")(app.view_functions["static"])
