"""A browser without a screen that speaks WSGI: the measured time holds the product and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from time import perf_counter
from typing import Any
from zlib import MAX_WBITS, decompress

from flask import Flask
from werkzeug.test import EnvironBuilder

from parasat_lms.demo.people import PASSWORD

HTMX = {"HX-Request": "true"}
GZIP = 16 + MAX_WBITS


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for; a form makes it a POST."""

    path: str
    form: Mapping[str, str] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, as it travelled, and how long it took."""

    status: int
    headers: Mapping[str, str]
    sent: bytes
    seconds: float

    @property
    def body(self) -> bytes:
        """The body as it is read."""
        return decompress(self.sent, GZIP) if self.headers.get("content-encoding") == "gzip" else self.sent

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()


class Browser:
    """One browser: it keeps its cookies, and asks for compressed pages as all browsers do."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._cookies: dict[str, str] = {}

    def ask(self, request: Request) -> Answer:
        """Send a request and wait for the whole answer."""
        environ = self._environ(request)
        head: list[Any] = []

        def start(
            status: str, headers: list[tuple[str, str]], _error: object = None
        ) -> Callable[[bytes], None]:
            head.extend((status, headers))
            return lambda _chunk: None

        begun = perf_counter()
        chunks = self._app(environ, start)
        sent = b"".join(chunks)
        close = getattr(chunks, "close", None)
        if close:
            close()
        seconds = perf_counter() - begun
        self._keep_cookies(head[1])
        headers = {name.lower(): value for name, value in head[1]}
        return Answer(int(head[0].split()[0]), headers, sent, seconds)

    def _environ(self, request: Request) -> dict[str, Any]:
        headers = {"Accept-Encoding": "gzip", "Accept-Language": "kk", **request.headers}
        if self._cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        method = "GET" if request.form is None else "POST"
        builder = EnvironBuilder(request.path, method=method, data=request.form, headers=headers)
        try:
            return builder.get_environ()
        finally:
            builder.close()

    def _keep_cookies(self, headers: list[tuple[str, str]]) -> None:
        for name, value in headers:
            if name.lower() == "set-cookie":
                self._cookies |= {key: morsel.value for key, morsel in SimpleCookie(value).items()}

    def get(self, path: str) -> Answer:
        """A page that must be there."""
        answer = self.ask(Request(path))
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}")
        return answer

    def sign_in(self, school: str, login: str) -> None:
        """Sign in once, as the measured session."""
        path = f"/{school}/sign-in"
        fields = form_of(self.get(path).text, path)
        answer = self.ask(Request(path, {**fields, "login": login, "password": PASSWORD}))
        if answer.status != 303:
            raise RuntimeError(f"{login} could not sign in: {answer.status}")
        # The new session gets its token with the first page.
        self.get(f"/{school}/home")


class _Fields(HTMLParser):
    """Reads what a form would send; of a radio group where nothing is chosen, the second button."""

    def __init__(self, action: str) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self._action = action
        self._inside = False
        self._radios: dict[str, list[str]] = {}
        self._area: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = given.get("action", "").split("?")[0] == self._action
        name = given.get("name")
        if not self._inside or not name:
            return
        if tag == "textarea":
            self._area = name
            self.fields[name] = ""
        elif tag == "input" and given.get("type") == "radio":
            self._radios.setdefault(name, []).append(given.get("value", ""))
            if "checked" in given:
                self.fields[name] = given["value"]
        elif tag == "input":
            self.fields[name] = given.get("value", "")

    def handle_data(self, data: str) -> None:
        if self._area:
            self.fields[self._area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = None
        elif tag == "form":
            self._inside = False

    def filled(self) -> dict[str, str]:
        """Every field, every radio group decided."""
        return {name: values[1] for name, values in self._radios.items()} | self.fields


def form_of(html: str, action: str) -> dict[str, str]:
    """What the form of that address on the page would send."""
    reader = _Fields(action)
    reader.feed(html)
    return reader.filled()
