"""Where each value of a JSON text stands."""

from __future__ import annotations

import json
import re
from typing import Any, Final

_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+')


def lines_of(text: str) -> dict[tuple[Any, ...], int]:
    """The line, from 1, of every value by its path of keys and places. The text must be valid JSON."""
    found: dict[tuple[Any, ...], int] = {}
    path: list[Any] = []
    opened: list[str] = []
    key_next = False
    line, counted = 1, 0
    for token in _TOKEN.finditer(text):
        line += text.count("\n", counted, token.start())
        counted = token.start()
        word = token[0]
        if word in "]}":
            opened.pop()
            path.pop()
        elif word == ",":
            key_next = opened[-1] == "{"
            if not key_next:
                path[-1] += 1
        elif word == ":":
            continue
        elif key_next and word[0] == '"':
            path[-1] = json.loads(word)
            key_next = False
        else:
            # An empty container closes at once, so the place that was opened for its first child is never read.
            found[tuple(path)] = line
            if word in "[{":
                opened.append(word)
                path.append(0)
                key_next = word == "{"
    return found
