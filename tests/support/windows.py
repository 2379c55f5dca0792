"""Browser windows that hear what goes wrong behind a page: scripts, the security policy, requests to elsewhere."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import APIRequestContext, Browser, BrowserContext, ConsoleMessage, Page, Request

DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 360, "height": 740}
PASSWORD = "parasat-demo"
PATIENCE = 10_000
"""Milliseconds that a page may take on a slow machine."""


_signed_in: dict[tuple[str, str], Any] = {}
"""The cookies of those who have signed in, by address and login."""


def school_of(login: str) -> str:
    """The school in which a login of the demonstration is at home."""
    return login.partition(".")[2] or "alatau"


def sign_in(window: Page, login: str) -> None:
    """Sign in through the form."""
    window.goto(f"/{school_of(login)}/sign-in")
    window.locator("input[name=login]").fill(login)
    window.locator("input[name=password]").fill(PASSWORD)
    window.locator("form.form button[type=submit]").click()
    window.wait_for_url("**/home")


class Windows:
    """The windows of one journey, each with cookies of its own, as if on another machine."""

    def __init__(self, browser: Browser, origin: str) -> None:
        self._browser, self._origin = browser, origin
        self._opened: list[BrowserContext] = []
        self.wrong: list[str] = []

    def open(self, **options: Any) -> Page:
        """A fresh window; addresses begin at the demonstration's root."""
        settings = {"base_url": self._origin, "viewport": DESKTOP, "locale": "kk-KZ", **options}
        context = self._browser.new_context(**settings)
        context.set_default_timeout(PATIENCE)
        context.on("page", self._watch)
        self._opened.append(context)
        return context.new_page()

    def open_as(self, login: str, **options: Any) -> Page:
        """A window of somebody who has signed in before.

        Who signs out on the journey needs a sign-in of their own: `open`, then `sign_in`.
        """
        return self.open(storage_state=self.cookies_of(login), **options)

    def asking_as(self, login: str | None) -> APIRequestContext:
        """A way to ask for pages as somebody without opening a window."""
        state = self.cookies_of(login) if login else None
        context = self._browser.new_context(base_url=self._origin, storage_state=state)
        self._opened.append(context)
        return context.request

    def cookies_of(self, login: str) -> Any:
        """What a browser keeps of a sign-in; the form is filled in once for each login of the run."""
        key = (self._origin, login)
        if key not in _signed_in:
            window = self.open()
            sign_in(window, login)
            _signed_in[key] = window.context.storage_state()
            window.context.close()
        return _signed_in[key]

    def close(self) -> None:
        """Close all windows and fail where something went wrong behind a page."""
        for context in self._opened:
            context.close()
        assert not self.wrong, self.wrong

    def _watch(self, window: Page) -> None:
        window.on("pageerror", lambda error: self.wrong.append(f"script: {error}"))
        window.on("console", self._hear)
        window.on("request", self._see)

    def _hear(self, said: ConsoleMessage) -> None:
        if "Content Security Policy" in said.text:
            self.wrong.append(said.text)

    def _see(self, request: Request) -> None:
        if not request.url.startswith((self._origin, "data:", "blob:")):
            self.wrong.append(f"request to another host: {request.url}")
