"""Texts that people write: how many words, and what changed from one to the next."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final, Literal

_WORD: Final = re.compile(r"[^\W_]+(?:[-‑'’ʼ][^\W_]+)*")
_TOKEN: Final = re.compile(r"\n|[^\S\n]*\S+[^\S\n]*|[^\S\n]+")
_MOST_PAIRS: Final = 200_000
"""Pairs of equal words up to which every word is compared; a text that repeats one word without end has more."""

Change = Literal["same", "gone", "new"]


def word_count(text: str) -> int:
    """The words of a text: a hyphen or an apostrophe inside a word does not part it, punctuation is no word."""
    return sum(1 for _ in _WORD.finditer(text))


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that stayed, went or came."""

    change: Change
    text: str


def compared(before: str, after: str) -> list[Piece]:
    """What changed from one text to the next, word by word.

    The pieces that are "same" or "gone" put together are ``before``, those "same" or "new" are ``after``, apart from
    line ends, which are told as ``\\n``.
    """
    old, new = _tokens(before), _tokens(after)
    matcher = SequenceMatcher(None, old, new, autojunk=_pairs(old, new) > _MOST_PAIRS)
    return list(_pieces(matcher, old, new))


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(text.replace("\r\n", "\n").strip())


def _pairs(old: list[str], new: list[str]) -> int:
    there = Counter(new)
    return sum(times * there[token] for token, times in Counter(old).items())


def _pieces(matcher: SequenceMatcher[str], old: list[str], new: list[str]) -> Iterator[Piece]:
    for _tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        gone, came = "".join(old[old_from:old_to]), "".join(new[new_from:new_to])
        if gone == came:
            yield Piece("same", came)
            continue
        if gone:
            yield Piece("gone", gone)
        if came:
            yield Piece("new", came)
