"""Small drawings for the portfolios of the demonstration, made by code so that nobody's picture is used."""

from collections.abc import Callable
from io import BytesIO
from math import cos, pi, sin

from PIL import Image, ImageDraw

SIZE = (960, 720)
Pen = ImageDraw.ImageDraw


def _ornament(pen: Pen) -> None:
    pen.rectangle((0, 0, *SIZE), fill="#f3e9d8")
    for row in range(3):
        for column in range(4):
            x, y = 120 + column * 240, 120 + row * 240
            pen.rectangle((x - 105, y - 105, x + 105, y + 105), outline="#8c2f1b", width=6)
            for side in (-1, 1):
                spiral = [
                    (
                        x + side * (8 + turn * 2.1) * cos(turn / 4),
                        y - 20 + (8 + turn * 2.1) * sin(turn / 4) * 0.9,
                    )
                    for turn in range(38)
                ]
                pen.line(spiral, fill="#8c2f1b" if (row + column) % 2 else "#1f4e5f", width=12, joint="curve")


def _mountains(pen: Pen) -> None:
    pen.rectangle((0, 0, *SIZE), fill="#f6d8b0")
    pen.ellipse((640, 90, 800, 250), fill="#f08a3c")
    for base, colour, shift in ((470, "#8fa9bf", 0), (540, "#5f7f9c", 90), (630, "#33536b", 40)):
        ridge = [
            (x, base - 190 * abs(sin((x + shift * 3) / 150)) - 40 * sin(x / 37)) for x in range(0, 961, 12)
        ]
        pen.polygon([(0, 720), *ridge, (960, 720)], fill=colour)


def _robot(pen: Pen) -> None:
    pen.rectangle((0, 0, *SIZE), fill="#e7eef2")
    pen.rectangle((0, 610, *SIZE), fill="#b8c4c9")
    pen.rounded_rectangle((330, 230, 630, 520), 40, fill="#2b6c8f")
    pen.rounded_rectangle((390, 110, 570, 225), 30, fill="#3f87ab")
    for x in (430, 510):
        pen.ellipse((x, 140, x + 44, 184), fill="#fdfdf8")
        pen.ellipse((x + 14, 152, x + 32, 172), fill="#17323f")
    for x in (350, 530):
        pen.ellipse((x, 505, x + 110, 615), fill="#22313a")
    for place, colour in enumerate(("#d9a521", "#4d8f4a", "#c2502f")):
        x = 40 + place * 330
        pen.rectangle((x, 630, x + 210, 705), fill=colour)
    points = [(480 + 150 * cos(turn * pi / 18), 370 + 60 * sin(turn * pi / 18)) for turn in range(36)]
    pen.polygon(points, outline="#e7eef2", width=5)


DRAWINGS: dict[str, Callable[[Pen], None]] = {
    "ornament": _ornament,
    "mountains": _mountains,
    "robot": _robot,
}


def drawing(name: str) -> BytesIO:
    """The drawing of that name as a PNG, ready to be handed over like anybody's picture."""
    image = Image.new("RGB", SIZE)
    DRAWINGS[name](ImageDraw.Draw(image))
    out = BytesIO()
    image.save(out, "PNG", compress_level=1)
    out.seek(0)
    return out
