"""Where the points of a drawing lie: the trigonometry behind the charts, so that templates only write."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

Anchor = Literal["start", "middle", "end"]

HIGHEST_LEVEL: Final = 4
_ROOM_FOR_LABELS: Final = 46


@dataclass(frozen=True, slots=True)
class Point:
    """A place in the drawing, rounded to what an eye can tell apart."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Spoke:
    """One axis: its outer end, the reached point (none while unknown) and where its label stands."""

    end: Point
    point: Point | None
    label: Point
    anchor: Anchor


@dataclass(frozen=True, slots=True)
class RadarGeometry:
    """Everything that a radar needs to be drawn in a square of ``size``: strings are SVG attribute values."""

    size: int
    centre: float
    rings: tuple[str, ...]
    spokes: tuple[Spoke, ...]
    area: str
    outline: str


def radar_geometry(
    levels: Sequence[Decimal | float | None], size: int = 320, highest: int = HIGHEST_LEVEL
) -> RadarGeometry:
    """Lay out a radar of three or more axes, the first one pointing up, the others clockwise.

    A level of ``None`` means that there is not enough evidence. No line may pass over such an axis, because
    it would show a value that nobody measured: only neighbours that are both known are joined.

    Raises ``ValueError`` for fewer than three axes.
    """
    count = len(levels)
    if count < 3:
        raise ValueError(f"a radar needs at least three axes, not {count}")
    centre = size / 2
    radius = centre - _ROOM_FOR_LABELS

    def at(axis: int, distance: float) -> Point:
        angle = 2 * math.pi * axis / count - math.pi / 2
        return Point(
            round(centre + distance * math.cos(angle), 1) + 0.0,
            round(centre + distance * math.sin(angle), 1) + 0.0,
        )

    points = tuple(
        None if level is None else at(axis, radius * min(max(float(level), 0.0), highest) / highest)
        for axis, level in enumerate(levels)
    )
    spokes = tuple(
        Spoke(
            end=at(axis, radius),
            point=point,
            label=_label(at(axis, radius + 16), at(axis, radius + 22), centre),
            anchor=_anchor(at(axis, radius).x, centre),
        )
        for axis, point in enumerate(points)
    )
    rings = tuple(
        " ".join(f"{corner.x},{corner.y}" for corner in corners)
        for corners in (
            [at(axis, radius * ring / highest) for axis in range(count)] for ring in range(1, highest + 1)
        )
    )
    joined = [
        (here, there)
        for here, there in zip(points, (*points[1:], points[0]), strict=True)
        if here is not None and there is not None
    ]
    area = " ".join(f"M{centre},{centre} L{a.x},{a.y} L{b.x},{b.y}Z" for a, b in joined)
    outline = " ".join(f"M{a.x},{a.y} L{b.x},{b.y}" for a, b in joined)
    return RadarGeometry(size, centre, rings, spokes, area, outline)


def _label(beside: Point, above: Point, centre: float) -> Point:
    """A label at the side stands close to its axis; one above or below needs room for its own height."""
    return above if _anchor(beside.x, centre) == "middle" else beside


def _anchor(x: float, centre: float) -> Anchor:
    if abs(x - centre) < 1:
        return "middle"
    return "start" if x > centre else "end"
