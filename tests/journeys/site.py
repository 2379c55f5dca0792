"""Which pages there are, and which of them somebody reaches by following links."""

from __future__ import annotations

import html
import re
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from playwright.sync_api import APIRequestContext
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter

from tests.support.application import application_over

LINK = re.compile(r"""<a\s[^>]*?href="(/[^"#]*)""")
TOKEN = re.compile(r"<input[^>]*csrf_token[^>]*>")
NO_PAGE = {
    *("static", "healthz", "readyz", "branding.theme_stylesheet", "home.door"),
    *("assignments.work_file", "marking.compared_file", "marking.second_file"),
    *("parasat_microqualifications_public.picture", "parasat_microqualifications_public.status_list"),
}
"""What answers GET and is no page: files, what machines ask for, and an address that only leads on."""
OUTSIDE = "/verify"
"""Where pages lie that belong to no school's address."""
OF_EACH = 4
"""So many addresses of each page are asked for: a link that leads nowhere mostly stands on some of them only."""


@cache
def addresses() -> MapAdapter:
    """The application's own table of addresses."""
    return application_over("sqlite://").url_map.bind("127.0.0.1")


@cache
def pages() -> frozenset[str]:
    """The endpoints of all pages that every installation has."""
    return frozenset(
        rule.endpoint
        for rule in addresses().map.iter_rules()
        if "GET" in (rule.methods or ()) and is_page(rule.endpoint) and "dummy" not in rule.endpoint
    )


def is_page(endpoint: str) -> bool:
    """Whether an endpoint is a page for people."""
    return bool(endpoint) and endpoint not in NO_PAGE and not endpoint.endswith(".static")


def endpoint_of(path: str) -> str:
    """Which page an address belongs to; empty for none."""
    try:
        endpoint, _ = addresses().match(path.partition("?")[0])
    except HTTPException:
        return ""
    return str(endpoint)


@dataclass(frozen=True, slots=True)
class Found:
    """A page that links lead to: its address, and what it holds without its frame and its tokens."""

    path: str
    content: str


def crawl(asking: APIRequestContext, start: str, many: Mapping[str, int]) -> dict[str, list[Found]]:
    """Every page that links lead to from `start`: some addresses of each, or as in `many`; all answer 200."""
    school = "/" + start.split("/")[1]
    found: dict[str, list[Found]] = {}
    seen, coming = {start}, deque([start])
    while coming:
        path = coming.popleft()
        endpoint = endpoint_of(path)
        if not is_page(endpoint) or len(found.get(endpoint, ())) >= many.get(endpoint, OF_EACH):
            continue
        answer = asking.get(path)
        assert answer.status == 200, f"{path} answers {answer.status}"
        if "text/html" not in answer.headers.get("content-type", ""):
            found.setdefault(endpoint, [])  # a file or a picture: reached, and no page to look at
            continue
        text = answer.text()
        content = TOKEN.sub("", text.partition("<main")[2].partition("</main>")[0])
        found.setdefault(endpoint, []).append(Found(path, content))
        for link in LINK.findall(text):
            target = html.unescape(link)
            if target not in seen and target.startswith((school, OUTSIDE)):
                seen.add(target)
                coming.append(target)
    return found
