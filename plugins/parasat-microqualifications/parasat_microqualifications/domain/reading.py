"""Reading what a stranger brings: text, JSON, a token, a picture; everything within limits."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from parasat_microqualifications.domain import baking, tokens
from parasat_microqualifications.domain.tokens import TokenUnusable

LONGEST = 128 * 1024
"""Characters of a credential; ours have some 20,000."""
DEEPEST = 16
"""Brackets inside brackets; ours have 7."""


class Unreadable(ValueError):
    """What was brought is no credential that could be read: empty, too long, too deep, or something else."""


@dataclass(frozen=True, slots=True)
class Brought:
    """A credential as it was brought: the document, and where it came as a token, that and the key it names."""

    document: Mapping[str, Any]
    token: str = ""
    kid: str = ""


def brought(raw: bytes) -> Brought:
    """Read a PNG, an SVG, a JSON document or a token. Raises `Unreadable`."""
    try:
        text = baking.from_png(raw) if raw.startswith(baking.PNG) else _text(raw)
        if text.lstrip("\ufeff \t\r\n").startswith("<"):
            text = baking.from_svg(text)
        return _credential(text.strip("\ufeff \t\r\n"))
    except (baking.NothingBaked, TokenUnusable) as error:
        raise Unreadable(str(error)) from error


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Unreadable("neither a picture nor a text") from error


def _credential(text: str) -> Brought:
    if not text or len(text) > LONGEST:
        raise Unreadable("empty or too long")
    if text.startswith("{"):
        document = parsed(text)
        if not isinstance(document, dict):
            raise Unreadable("not a JSON object")
        return Brought(document)
    if not text.isascii():
        raise Unreadable("neither JSON nor a token")
    kid, payload = tokens.read(text, parsed)
    return Brought(payload, text, kid)


def parsed(text: str) -> Any:
    """JSON without a name said twice, a number that is none, or more brackets than there can be."""
    _measure(text)
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_never)
    except (ValueError, RecursionError) as error:
        raise Unreadable("not JSON") from error


def _measure(text: str) -> None:
    depth, inside, skip = 0, False, False
    for letter in text:
        if skip:
            skip = False
        elif inside:
            skip, inside = letter == "\\", letter != '"'
        elif letter == '"':
            inside = True
        elif letter in "{[":
            depth += 1
            if depth > DEEPEST:
                raise Unreadable("too deep")
        elif letter in "}]":
            depth -= 1


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name is said twice")
    for name, value in pairs:
        # A half of a character can be neither shown nor signed.
        for word in (name, value):
            if isinstance(word, str):
                word.encode("utf-8")
    return found


def _never(word: str) -> None:
    raise ValueError(f"{word} is no number")
