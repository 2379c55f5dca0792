"""Colour arithmetic for themes: OKLCH to the screen's sRGB, and contrast by WCAG 2.

A colour is judged exactly as it is drawn: brought into the screen's gamut, rounded to the 8 bits of
``#rrggbb``, and only then compared.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Final, Self

MAX_CHROMA: Final = Decimal("0.4")
"""More than any screen colour has."""

_FINE: Final = Decimal("0.0001")
_COARSE: Final = Decimal("0.01")
_GAMUT_STEPS: Final = 20


@dataclass(frozen=True, slots=True)
class Oklch:
    """A colour by how the eye orders it.

    ``lightness`` is 0 to 1, ``chroma`` 0 to 0.4, ``hue`` 0 to 360 degrees, 360 not included. Raises
    ``ValueError`` outside these ranges.
    """

    lightness: Decimal
    chroma: Decimal
    hue: Decimal

    def __post_init__(self) -> None:
        if not self.lightness.is_finite() or not 0 <= self.lightness <= 1:
            raise ValueError("lightness must be 0 to 1")
        if not self.chroma.is_finite() or not 0 <= self.chroma <= MAX_CHROMA:
            raise ValueError(f"chroma must be 0 to {MAX_CHROMA}")
        if not self.hue.is_finite() or not 0 <= self.hue < 360:
            raise ValueError("hue must be 0 to 360 degrees, 360 not included")

    @classmethod
    def from_hex(cls, text: str) -> Self:
        """The colour of a ``#rrggbb``, as a colour field of a form gives it. Raises ``ValueError``."""
        if not re.fullmatch(r"#[0-9a-fA-F]{6}", text):
            raise ValueError("a colour is written #rrggbb")
        red, green, blue = (_decoded(int(text[place : place + 2], 16)) for place in (1, 3, 5))
        long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
        medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
        short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
        lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
        a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
        b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
        return cls(
            min(Decimal(1), _rounded(lightness, _FINE)),
            _rounded(math.hypot(a, b), _FINE),
            _rounded(math.degrees(math.atan2(b, a)) % 360, _COARSE) % 360,
        )

    def with_lightness(self, lightness: Decimal) -> Oklch:
        """The same hue and chroma at another lightness."""
        return Oklch(lightness, self.chroma, self.hue)


def linear_srgb(colour: Oklch) -> tuple[float, float, float]:
    """Red, green and blue in linear light; below 0 or above 1 where a screen cannot show the colour."""
    return _linear(float(colour.lightness), float(colour.chroma), float(colour.hue))


def hex_of(colour: Oklch) -> str:
    """The ``#rrggbb`` that is drawn.

    It is the colour itself, or the most colourful one of its hue and lightness that a screen can show.
    """
    return "#" + "".join(f"{channel:02x}" for channel in _channels(colour))


def relative_luminance(colour: Oklch) -> float:
    """WCAG 2 relative luminance of the colour as it is drawn, 0 (black) to 1 (white)."""
    red, green, blue = (_decoded(channel) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(a: Oklch, b: Oklch) -> Decimal:
    """The WCAG 2 contrast ratio of two colours, 1 to 21, in either order.

    Two places, rounded *down*: 4.499 must never be shown as the 4.5 that is needed.
    """
    lighter, darker = sorted((relative_luminance(a), relative_luminance(b)), reverse=True)
    # A billionth more than the float says, so that 21:1 does not come out as 20.99.
    ratio = (lighter + 0.05) / (darker + 0.05) + 1e-9
    return Decimal(ratio).quantize(_COARSE, ROUND_DOWN)


def _linear(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    a = chroma * math.cos(math.radians(hue))
    b = chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


@lru_cache(maxsize=4096)
def _channels(colour: Oklch) -> tuple[int, int, int]:
    lightness, chroma, hue = float(colour.lightness), float(colour.chroma), float(colour.hue)
    if not _shown(_linear(lightness, chroma, hue)):
        # The most chroma that still fits, by halving: hue and lightness stay what the school chose.
        low, high = 0.0, chroma
        for _ in range(_GAMUT_STEPS):
            middle = (low + high) / 2
            if _shown(_linear(lightness, middle, hue)):
                low = middle
            else:
                high = middle
        chroma = low
    red, green, blue = (_encoded(channel) for channel in _linear(lightness, chroma, hue))
    return red, green, blue


def _shown(channels: tuple[float, float, float]) -> bool:
    return all(-1e-4 <= channel <= 1 + 1e-4 for channel in channels)


def _encoded(channel: float) -> int:
    channel = min(1.0, max(0.0, channel))
    curved = 12.92 * channel if channel <= 0.0031308 else 1.055 * channel ** (1 / 2.4) - 0.055
    return int(curved * 255 + 0.5)


def _decoded(channel: int) -> float:
    value = channel / 255
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def _rounded(value: float, unit: Decimal) -> Decimal:
    return Decimal(value).quantize(unit, ROUND_HALF_UP)
