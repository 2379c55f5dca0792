"""What a first visit costs the line: every file that a page and its style sheets name, as it travels."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

from benchmarks.browser import Answer, Browser

URL_IN_CSS = re.compile(r"""url\(\s*["']?([^"')]+)["']?\s*\)|@import\s+["']([^"']+)["']""")
FONTS = (".woff2", ".woff", ".ttf", ".otf")
BASE = "http://localhost"


LOADING_LINKS = {"stylesheet", "preload", "icon", "manifest"}
LOADING_TAGS = {
    "script": "src",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "use": "href",
    "image": "href",
}


class _Named(HTMLParser):
    """Collects the addresses that a browser would load by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "link" and LOADING_LINKS & set((given.get("rel") or "").split()):
            self.addresses.append(given.get("href") or "")
        elif tag in LOADING_TAGS:
            self.addresses.append(given.get(LOADING_TAGS[tag]) or "")


@dataclass(slots=True)
class FirstVisit:
    """The page itself, what comes with it, and what would be asked of other hosts."""

    page: Answer
    files: dict[str, Answer] = field(default_factory=dict)
    other_hosts: list[str] = field(default_factory=list)

    @property
    def requests(self) -> int:
        """How many requests an empty cache makes."""
        return 1 + len(self.files)

    @property
    def fonts(self) -> int:
        """Bytes of the fonts."""
        return sum(len(answer.sent) for url, answer in self.files.items() if _is_font(url))

    @property
    def code_and_icons(self) -> int:
        """Bytes of style sheets, scripts, icons and ornaments."""
        return sum(len(answer.sent) for url, answer in self.files.items() if not _is_font(url))


def first_visit(browser: Browser, path: str) -> FirstVisit:
    """Load a page as a browser with an empty cache does; of a style sheet everything that any rule names counts."""
    visit = FirstVisit(browser.get(path))
    reader = _Named()
    reader.feed(visit.page.text)
    wanted = [urljoin(BASE + path, address) for address in reader.addresses]
    while wanted:
        url = urldefrag(wanted.pop()).url
        if url.startswith("data:") or url in visit.files:
            continue
        if not url.startswith(BASE + "/"):
            visit.other_hosts.append(url)
            continue
        parts = urlsplit(url)
        answer = browser.get(f"{parts.path}?{parts.query}" if parts.query else parts.path)
        visit.files[url] = answer
        if answer.headers.get("content-type", "").startswith("text/css"):
            wanted += [urljoin(url, one or other) for one, other in URL_IN_CSS.findall(answer.text)]
    return visit


def _is_font(url: str) -> bool:
    return urlsplit(url).path.endswith(FONTS)
