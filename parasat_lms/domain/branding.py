"""A school's theme: a handful of tokens that become CSS custom properties, and the check of its contrast.

A theme is data. A school chooses two colours and three words out of short lists; everything that reaches a
style sheet is made here from those, as ``#rrggbb`` or as one of a few fixed values, so no text of a school
ever becomes CSS. The source of the rule is the school's brand (visual identity) and WCAG 2: text needs a
contrast of 4.5.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final, Literal, Self, cast

from parasat_lms.domain.colour import Oklch, contrast, hex_of

Radius = Literal["sharp", "soft", "round"]
Heading = Literal["sans", "serif"]
Pattern = Literal["none", "koshkar", "steppe", "peaks"]
Scheme = Literal["light", "dark"]
ColourToken = Literal["primary", "accent"]

RADII: Final[Mapping[str, str]] = {"sharp": "0.125rem", "soft": "0.5rem", "round": "1rem"}
HEADINGS: Final[Mapping[str, str]] = {"sans": "var(--font-sans)", "serif": "var(--font-serif)"}
PATTERNS: Final[tuple[str, ...]] = ("none", "koshkar", "steppe", "peaks")
NEEDED: Final = Decimal("4.5")
"""The contrast that WCAG 2 (AA) asks for between text and what it stands on."""

_COMFORTABLE: Final = Decimal(7)
_STEP: Final = Decimal("0.005")
_WHITE: Final = Oklch(Decimal(1), Decimal(0), Decimal(0))
_INK: Final = Oklch(Decimal("0.2"), Decimal("0.01"), Decimal(85))
# The hardest surface of either scheme: the darkest that light pages and the lightest that dark pages put
# under text. What can be read there can be read on every other.
_SURFACES: Final[Mapping[Scheme, Oklch]] = {
    "light": Oklch(Decimal("0.95"), Decimal("0.012"), Decimal(85)),
    "dark": Oklch(Decimal("0.28"), Decimal("0.012"), Decimal(85)),
}


class ThemeError(ValueError):
    """A theme that cannot be read: ``field`` is the token, ``reason`` says what is wrong with it."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


@dataclass(frozen=True, slots=True)
class ThemeTokens:
    """All that a school chooses: its brand's colour, an accent, corners, kind of headings and an ornament.

    The colours are those of the light scheme; the dark one is derived. Raises ``ThemeError`` for a word
    that is not on its list.
    """

    primary: Oklch
    accent: Oklch
    radius: Radius = "soft"
    heading: Heading = "serif"
    pattern: Pattern = "none"

    def __post_init__(self) -> None:
        _word("radius", self.radius, RADII)
        _word("heading", self.heading, HEADINGS)
        _word("pattern", self.pattern, PATTERNS)

    @classmethod
    def of(cls, value: Mapping[str, object]) -> Self:
        """Read the JSON form.

        A colour is ``{"lightness", "chroma", "hue"}`` or ``#rrggbb``; both colours must be there, the words
        have defaults.

        Raises ``ThemeError`` with the name of the token that is missing, unknown or wrong.
        """
        for name in value:
            if name not in ("primary", "accent", "radius", "heading", "pattern"):
                raise ThemeError(str(name), "is not a token of a theme")
        return cls(
            primary=_colour("primary", value.get("primary")),
            accent=_colour("accent", value.get("accent")),
            radius=cast(Radius, _word("radius", value.get("radius", "soft"), RADII)),
            heading=cast(Heading, _word("heading", value.get("heading", "serif"), HEADINGS)),
            pattern=cast(Pattern, _word("pattern", value.get("pattern", "none"), PATTERNS)),
        )

    def as_dict(self) -> dict[str, object]:
        """The JSON form that ``of`` reads back to equal tokens; numbers are strings and stay exact."""
        return {
            "primary": _colour_dict(self.primary),
            "accent": _colour_dict(self.accent),
            "radius": self.radius,
            "heading": self.heading,
            "pattern": self.pattern,
        }


@dataclass(frozen=True, slots=True)
class ContrastProblem:
    """A pair of colours that cannot be read: what stands on what in which scheme, and how to mend it.

    ``ratio`` is what it is and ``needed`` what it must be. ``fix`` is the nearest colour for ``token``, of
    the same hue and chroma and another lightness, with which every pair of that token is readable.
    """

    token: ColourToken
    scheme: Scheme
    pair: tuple[str, str]
    ratio: Decimal
    needed: Decimal
    fix: Oklch


def derive(tokens: ThemeTokens) -> dict[Scheme, dict[str, str]]:
    """The CSS custom properties of a theme, name to value, for the light and for the dark scheme."""
    derived: dict[Scheme, dict[str, str]] = {}
    for scheme in _SURFACES:
        colours = _brand(tokens.primary, scheme) | _accent(tokens.accent, scheme)
        derived[scheme] = {name: hex_of(colour) for name, colour in colours.items()}
        derived[scheme]["--radius-base"] = RADII[tokens.radius]
        derived[scheme]["--heading-font"] = HEADINGS[tokens.heading]
        derived[scheme]["--ornament"] = f"var(--ornament-{tokens.pattern})"
    return derived


def stylesheet(tokens: ThemeTokens) -> str:
    """The theme as CSS: light by default, dark by the reader's system or by ``data-theme`` on the root."""
    blocks = {scheme: _declarations(properties) for scheme, properties in derive(tokens).items()}
    return (
        f":root{{{blocks['light']}}}\n"
        f'@media (prefers-color-scheme:dark){{:root:not([data-theme="light"]){{{blocks["dark"]}}}}}\n'
        f':root[data-theme="dark"]{{{blocks["dark"]}}}\n'
    )


def check(tokens: ThemeTokens) -> tuple[ContrastProblem, ...]:
    """Every pair of the theme that falls short of the contrast needed; empty when the theme can be read."""
    problems: list[ContrastProblem] = []
    chosen: tuple[tuple[ColourToken, Oklch], ...] = (("primary", tokens.primary), ("accent", tokens.accent))
    for token, colour in chosen:
        short = [pair for pair in _pairs(token, colour) if pair[2] < NEEDED]
        if short:
            fix = _nearest_readable(token, colour)
            problems.extend(
                ContrastProblem(token, scheme, names, ratio, NEEDED, fix) for scheme, names, ratio in short
            )
    return tuple(problems)


def _brand(primary: Oklch, scheme: Scheme) -> dict[str, Oklch]:
    surface = _SURFACES[scheme]
    brand = primary if scheme == "light" else _readable(primary, surface, NEEDED, "lighter")
    strong = _readable(brand, surface, _COMFORTABLE, "darker" if scheme == "light" else "lighter")
    soft = _soft(primary, scheme)
    on_soft = _readable(primary, soft, _COMFORTABLE, "darker" if scheme == "light" else "lighter")
    return {
        "--brand": brand,
        "--brand-strong": strong,
        "--on-brand": _text_on(brand),
        "--brand-soft": soft,
        "--on-brand-soft": on_soft,
    }


def _accent(accent: Oklch, scheme: Scheme) -> dict[str, Oklch]:
    own = accent if scheme == "light" else _readable(accent, _SURFACES[scheme], NEEDED, "lighter")
    return {"--accent": own, "--on-accent": _text_on(own), "--accent-soft": _soft(accent, scheme)}


def _pairs(part: ColourToken, colour: Oklch) -> Iterator[tuple[Scheme, tuple[str, str], Decimal]]:
    for scheme, surface in _SURFACES.items():
        if part == "primary":
            made = _brand(colour, scheme)
            names = [
                ("--on-brand", "--brand"),
                ("--on-brand", "--brand-strong"),
                ("--on-brand-soft", "--brand-soft"),
            ]
            # The brand's colour is a colour of text too: links, chosen tabs.
            yield scheme, ("--brand", "page"), contrast(made["--brand"], surface)
            yield scheme, ("--brand-strong", "page"), contrast(made["--brand-strong"], surface)
        else:
            made = _accent(colour, scheme)
            names = [("--on-accent", "--accent")]
        for over, under in names:
            yield scheme, (over, under), contrast(made[over], made[under])


def _nearest_readable(token: ColourToken, colour: Oklch) -> Oklch:
    distance = _STEP
    while distance <= 1:
        for lightness in (colour.lightness - distance, colour.lightness + distance):
            if 0 <= lightness <= 1:
                candidate = colour.with_lightness(lightness)
                if all(ratio >= NEEDED for _, _, ratio in _pairs(token, candidate)):
                    return candidate
        distance += _STEP
    return colour.with_lightness(Decimal(0))  # Black is readable on every light page.


def _readable(colour: Oklch, under: Oklch, needed: Decimal, way: Literal["lighter", "darker"]) -> Oklch:
    """The colour, moved lighter or darker just as far as its contrast with what is under it needs."""
    step = _STEP if way == "lighter" else -_STEP
    lightness = colour.lightness
    while 0 <= lightness <= 1:
        moved = colour.with_lightness(lightness)
        beyond = lightness > under.lightness if way == "lighter" else lightness < under.lightness
        if beyond and contrast(moved, under) >= needed:
            return moved
        lightness += step
    return colour.with_lightness(Decimal(1) if way == "lighter" else Decimal(0))


def _text_on(colour: Oklch) -> Oklch:
    """White where it can be read, else ink, else the better of the two."""
    if contrast(_WHITE, colour) >= NEEDED:
        return _WHITE
    return max(_INK, _WHITE, key=lambda text: contrast(text, colour))


def _soft(colour: Oklch, scheme: Scheme) -> Oklch:
    if scheme == "light":
        return Oklch(Decimal("0.94"), min(colour.chroma, Decimal("0.022")), colour.hue)
    return Oklch(Decimal("0.3"), min(colour.chroma, Decimal("0.05")), colour.hue)


def _declarations(properties: Mapping[str, str]) -> str:
    return ";".join(f"{name}:{value}" for name, value in properties.items())


def _word(field: str, value: object, known: Mapping[str, str] | tuple[str, ...]) -> str:
    if not isinstance(value, str) or value not in known:
        raise ThemeError(field, f"must be one of {', '.join(known)}")
    return value


def _colour(field: str, value: object) -> Oklch:
    try:
        if isinstance(value, str):
            return Oklch.from_hex(value)
        if isinstance(value, Mapping) and set(value) == {"lightness", "chroma", "hue"}:
            return Oklch(*(Decimal(str(value[part])) for part in ("lightness", "chroma", "hue")))
    except InvalidOperation as error:
        raise ThemeError(field, "lightness, chroma and hue must be numbers") from error
    except ValueError as error:
        raise ThemeError(field, str(error)) from error
    raise ThemeError(field, "must be a colour: #rrggbb, or lightness, chroma and hue")


def _colour_dict(colour: Oklch) -> dict[str, str]:
    return {"lightness": str(colour.lightness), "chroma": str(colour.chroma), "hue": str(colour.hue)}
