"""The picture of a credential in the school's colours: PNG and SVG from one drawing."""

from dataclasses import dataclass
from functools import lru_cache
from html import escape
from io import BytesIO
from math import cos, pi, sin
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

SIZE = 640
CENTRE = SIZE / 2
FINE = 2
"""Drawn so many times larger and then made smaller, so that edges are smooth."""
ROUND, RING, FIELD = 310, 286, 236
HORNS = 36
TITLE, SMALL = 46, 23
WIDEST = 372
PAPER = "#fffdf8"


@dataclass(frozen=True, slots=True)
class Face:
    """What the picture shows: words in one language, the school's colours as `#rrggbb`, and the fonts' files."""

    title: str
    kind: str
    school: str
    brand: str
    on_brand: str
    accent: str
    heading_font: Path
    text_font: Path


Point = tuple[float, float]


def _at(radius: float, turn: float) -> Point:
    """A point of a circle; `turn` goes from 0 at the top once around to 1."""
    return CENTRE + radius * sin(2 * pi * turn), CENTRE - radius * cos(2 * pi * turn)


def _ornament() -> list[list[Point]]:
    """The felt band between ring and field: rhombs, every second one smaller."""
    middle = (RING + FIELD) / 2
    rhombs = []
    for number in range(HORNS):
        turn, wide = number / HORNS, 0.0105 if number % 2 else 0.006
        tall = 17 if number % 2 else 9
        rhombs.append(
            [
                _at(middle - tall, turn),
                _at(middle, turn + wide),
                _at(middle + tall, turn),
                _at(middle, turn - wide),
            ]
        )
    return rhombs


@lru_cache(maxsize=32)
def _font(file: Path, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(file), size)


def _lines(text: str, file: Path, size: int, most: int) -> tuple[list[str], int]:
    """The text in lines that fit, and the size at which they do: smaller where it must be."""
    while True:
        font, lines = _font(file, size * FINE), [""]
        for word in text.split():
            longer = f"{lines[-1]} {word}".strip()
            if font.getlength(longer) <= WIDEST * FINE or not lines[-1]:
                lines[-1] = longer
            else:
                lines.append(word)
        fits = len(lines) <= most and all(font.getlength(line) <= WIDEST * FINE for line in lines)
        if fits or size <= 16:
            return lines[:most], size
        size -= 2


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of words: where its middle stands, how large it is, and which face it has."""

    text: str
    y: float
    size: int
    font: Path
    heading: bool


def _words(face: Face) -> list[_Line]:
    title, size = _lines(face.title, face.heading_font, TITLE, 3)
    school, small = _lines(face.school, face.text_font, SMALL, 2)
    placed = [_Line(face.kind, CENTRE - 142, SMALL, face.text_font, heading=False)]
    top = CENTRE - (len(title) - 1) * size * 0.62
    placed += [
        _Line(line, top + number * size * 1.24, size, face.heading_font, heading=True)
        for number, line in enumerate(title)
    ]
    placed += [
        _Line(line, CENTRE + 140 + number * small * 1.3, small, face.text_font, heading=False)
        for number, line in enumerate(school)
    ]
    return placed


def png(face: Face) -> bytes:
    """The picture as PNG, 640 by 640."""
    image = Image.new("RGBA", (SIZE * FINE, SIZE * FINE), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)

    def disc(radius: float, fill: str) -> None:
        low, high = (CENTRE - radius) * FINE, (CENTRE + radius) * FINE
        draw.ellipse((low, low, high, high), fill=fill)

    disc(ROUND, face.brand)
    disc(RING + 6, PAPER)
    disc(RING, face.brand)
    for rhomb in _ornament():
        draw.polygon([(x * FINE, y * FINE) for x, y in rhomb], fill=face.on_brand)
    disc(FIELD, PAPER)
    disc(FIELD - 6, face.brand)
    for y in (CENTRE - 112, CENTRE + 112):
        draw.rectangle(
            ((CENTRE - 36) * FINE, (y - 2) * FINE, (CENTRE + 36) * FINE, (y + 2) * FINE), fill=face.accent
        )
    for line in _words(face):
        font = _font(line.font, line.size * FINE)
        draw.text((CENTRE * FINE, line.y * FINE), line.text, font=font, fill=face.on_brand, anchor="mm")
    kept = BytesIO()
    image.resize((SIZE, SIZE), Image.Resampling.LANCZOS).quantize(128).save(kept, "PNG", optimize=True)
    return kept.getvalue()


def svg(face: Face) -> str:
    """The picture as SVG; its words stay words, in the reader's own faces."""
    rhombs = "".join(
        f'<polygon points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in rhomb)}"/>' for rhomb in _ornament()
    )
    words = "".join(
        f'<text x="{CENTRE:g}" y="{line.y:.1f}" font-size="{line.size}" '
        f'font-family="{"Literata, Georgia, serif" if line.heading else "Golos Text, Arial, sans-serif"}">'
        f"{escape(line.text)}</text>"
        for line in _words(face)
    )
    bars = "".join(
        f'<rect x="{CENTRE - 36:g}" y="{y - 2:g}" width="72" height="4" fill="{face.accent}"/>'
        for y in (CENTRE - 112, CENTRE + 112)
    )
    discs = "".join(
        f'<circle cx="{CENTRE:g}" cy="{CENTRE:g}" r="{radius}" fill="{fill}"/>'
        for radius, fill in ((ROUND, face.brand), (RING + 6, PAPER), (RING, face.brand))
    )
    field = "".join(
        f'<circle cx="{CENTRE:g}" cy="{CENTRE:g}" r="{radius}" fill="{fill}"/>'
        for radius, fill in ((FIELD, PAPER), (FIELD - 6, face.brand))
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE}" width="{SIZE}" height="{SIZE}" '
        f'role="img"><title>{escape(face.title)}</title>{discs}<g fill="{face.on_brand}">{rhombs}</g>{field}{bars}'
        f'<g fill="{face.on_brand}" text-anchor="middle" dominant-baseline="central">{words}</g></svg>\n'
    )
