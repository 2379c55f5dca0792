"""Somebody with a browser: signed in or not, with the token of the pages that were opened."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from parasat_lms.core import clock
from parasat_lms.core.db import db
from parasat_lms.core.unit_of_work import unit_of_work
from parasat_lms.features.people.models import SignIn
from tests.factories.pages import Page
from tests.factories.people import Someone
from tests.factories.schools import TestSchool

ORIGIN = "http://localhost"


class Visitor:
    """A browser in a school; paths begin behind the school's slug. Without a person nobody is signed in.

    Signing in by the form costs a slow hash; a visitor carries a sign-in of its own instead.
    """

    def __init__(self, app: Flask, school: TestSchool, person: Someone | None = None) -> None:
        self.app, self.school, self.person = app, school, person
        self.client = app.test_client()
        with self.client.session_transaction() as session:
            session["csrf_token"] = "0123456789abcdef"
            if person:
                session["_user_id"] = self._begin_sign_in(person)
        secret = app.config["SECRET_KEY"]
        self.token = URLSafeTimedSerializer(secret, salt="wtf-csrf-token").dumps("0123456789abcdef")

    def _begin_sign_in(self, person: Someone) -> str:
        with self.app.app_context(), unit_of_work():
            begun = SignIn(account_id=person.account_id, expires_at=clock.now() + timedelta(hours=1))
            db.session.add(begun)
            db.session.flush()
            return str(begun.id)

    def get(self, path: str, *, fragment: bool = False, **more: Any) -> TestResponse:
        """Open a page."""
        return self.client.get(self._address(path), headers=_headers(fragment), **more)

    def page(self, path: str, *, status: int = 200, **more: Any) -> Page:
        """Open a page that must be there, and read it as a browser would."""
        answer = self.get(path, **more)
        assert answer.status_code == status, f"{path}: {answer.status_code}"
        return Page(answer.text)

    def post(
        self,
        path: str,
        fields: Mapping[str, Any] | None = None,
        *,
        fragment: bool = False,
        forged: bool = False,
    ) -> TestResponse:
        """Send a form with the token of our own pages, or without one."""
        sent = {**(fields or {})}
        if not forged:
            sent["csrf_token"] = self.token
        return self.client.post(self._address(path), data=sent, headers=_headers(fragment))

    def _address(self, path: str) -> str:
        return f"/{self.school.slug}{path}"


def _headers(fragment: bool) -> dict[str, str]:
    return {"HX-Request": "true", "Origin": ORIGIN} if fragment else {"Origin": ORIGIN}
