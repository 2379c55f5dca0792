"""The floor under a page: the same template, drawn from what the page was once given, behind the same sign-in.

What a page takes longer than its floor is spent on finding out: statements, objects, arithmetic.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from flask import Blueprint, Flask, Response

from benchmarks.pages import Page
from parasat_lms.core import web
from parasat_lms.core.db import db
from parasat_lms.core.guard import public, requires
from parasat_lms.core.web import see_other
from parasat_lms.domain.permissions import Permission

EMPTY = "empty"
"""The key of a page that says one word."""

Draw = Callable[[], str]


class Floors:
    """Pages of an application that nothing has to be found out for; made before its first request."""

    def __init__(self, app: Flask, pages: Sequence[Page]) -> None:
        self._drawings: dict[str, Draw] = {}
        blueprint = Blueprint("floors", __name__, url_prefix="/<school>/floors")
        for page in pages:
            self._add(blueprint, page.key, page.permission, self._view(page.key))
        self._add(blueprint, EMPTY, Permission.HOME_PAGE_READ, lambda: Response("word", mimetype="text/html"))
        app.register_blueprint(blueprint)

    @staticmethod
    def _add(blueprint: Blueprint, key: str, permission: str | None, view: Callable[[], object]) -> None:
        guard = requires(permission) if permission else public("the page itself is public")
        blueprint.add_url_rule(f"/{key}", endpoint=key, view_func=guard(view), methods=["GET", "POST"])

    def _view(self, key: str) -> Callable[[], object]:
        def view() -> object:
            draw = self._drawings.get(key)
            if draw is None:
                return see_other("/")
            answer = Response(draw(), mimetype="text/html")
            answer.vary.add("HX-Request")
            return answer

        return view

    @contextmanager
    def learn(self, key: str) -> Iterator[None]:
        """Whatever page is drawn within the block becomes this floor; a mere redirect stays one."""
        drawn: dict[str, Draw] = {}

        def remembering(render: Callable[..., str]) -> Callable[..., str]:
            def draw(*names: str, **context: Any) -> str:
                body = render(*names, **context)
                # From here on the objects stand alone: the end of the request must not make them read themselves anew.
                db.session.flush()
                db.session.expunge_all()
                drawn[key] = lambda: render(*names, **context)
                return body

            return draw

        with (
            patch.object(web, "render_template", remembering(web.render_template)),
            patch.object(web, "render_block", remembering(web.render_block)),
        ):
            yield
        self._drawings.pop(key, None)
        self._drawings |= drawn
