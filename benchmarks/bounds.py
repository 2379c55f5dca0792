"""The bounds that the product keeps, each checked against what was measured."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks import credentials, electives
from benchmarks.measure import Row
from benchmarks.pages import PAGES

MOST_STATEMENTS = 12
MOST_OF_FLOOR = 3.0
KILOBYTE = 1000
DESK_BYTES = 25 * KILOBYTE
ROW_BYTES = 3 * KILOBYTE
CODE_BYTES = 40 * KILOBYTE
FONT_BYTES = 45 * KILOBYTE

CODE = "first visit: CSS, JS and icons"
FONTS = "first visit: fonts"
OTHER_HOSTS = "first visit: requests to other hosts"
A_PANEL = "home: the hungriest panel of a plug-in"
STATEMENTS_OF_A_PANEL = 1
CREDENTIALS = "credentials issued by one job (processor time)"
ELECTIVES = "electives shared out and published (processor time)"
SECONDS = {CREDENTIALS: credentials.BOUND, ELECTIVES: electives.BOUND}
"""How long what is more than a page may take."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One bound, and whether it holds."""

    holds: bool
    says: str


def verdicts(rows: Sequence[Row], crowds: tuple[str, str]) -> Iterator[Verdict]:
    """Every bound; `crowds` are the sizes of the small and of the large school."""
    yield from _statements(rows, crowds)
    for page in PAGES:
        if not page.writes:
            yield from _near_floor([row for row in rows if row.name == page.name])
    yield _light(rows, "marking desk", DESK_BYTES)
    yield _light(rows, "saving a row", ROW_BYTES)
    yield _light(rows, CODE, CODE_BYTES)
    yield _light(rows, FONTS, FONT_BYTES)
    asked = max((row.requests or 0 for row in rows if row.name == OTHER_HOSTS), default=0)
    for row in rows:
        if row.name == A_PANEL:
            yield Verdict(
                (row.statements or 0) <= STATEMENTS_OF_A_PANEL,
                f"{A_PANEL} ({row.size}): {row.statements} statements, {STATEMENTS_OF_A_PANEL} allowed",
            )
        if row.name in SECONDS:
            took = (row.p50_ms or 0) / 1000
            yield Verdict(
                took <= SECONDS[row.name],
                f"{row.name} ({row.size}): {took:.1f} s, at most {SECONDS[row.name]} s allowed",
            )
    yield Verdict(asked == 0, f"{OTHER_HOSTS}: {asked}, 0 allowed")


def _statements(rows: Sequence[Row], crowds: tuple[str, str]) -> Iterator[Verdict]:
    for page in PAGES:
        counts = {row.size: row.statements or 0 for row in rows if row.name == page.name}
        small, large = (counts[size] for size in crowds)
        yield Verdict(
            small == large, f"{page.name}: {small} statements at {crowds[0]}, {large} at {crowds[1]}"
        )
        most = max(counts.values())
        yield Verdict(
            most <= MOST_STATEMENTS, f"{page.name}: {most} statements, at most {MOST_STATEMENTS} allowed"
        )


def _near_floor(rows: Sequence[Row]) -> Iterator[Verdict]:
    for row in rows:
        ratio = row.ratio or 0
        yield Verdict(
            ratio <= MOST_OF_FLOOR,
            f"{row.name} ({row.size}): {ratio} times its floor, at most {MOST_OF_FLOOR:g} allowed",
        )


def _light(rows: Sequence[Row], name: str, most: int) -> Verdict:
    heaviest = max(row.gzip_bytes or 0 for row in rows if row.name == name)
    return Verdict(heaviest <= most, f"{name}: {heaviest} bytes, at most {most} allowed")
