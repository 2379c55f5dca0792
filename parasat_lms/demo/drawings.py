"""A drawing that a student of the demonstration hands in: the steppe in the evening, the same every time."""

from io import BytesIO

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 960, 720
SKY_TOP, SKY_LOW = (46, 86, 140), (244, 178, 102)
HILLS = (
    ((0, 430, 300, 350, 620, 440, 960, 360), "#7d8f4a"),
    ((0, 520, 360, 450, 700, 540, 960, 470), "#5c7436"),
)


def steppe() -> BytesIO:
    """The picture as a phone would send it: JPEG."""
    image = Image.new("RGB", (WIDTH, HEIGHT))
    draw = ImageDraw.Draw(image)
    for y in range(HEIGHT):
        share = min(y / 440, 1)
        colour = tuple(round(a + (b - a) * share) for a, b in zip(SKY_TOP, SKY_LOW, strict=True))
        draw.line((0, y, WIDTH, y), fill=colour)
    draw.ellipse((640, 230, 780, 370), fill="#ffe3a1")
    for points, grass in HILLS:
        draw.polygon((*points, WIDTH, HEIGHT, 0, HEIGHT), fill=grass)
    draw.pieslice((210, 430, 450, 640), 180, 360, fill="#f3ead8", outline="#8a5a2b", width=5)
    draw.rectangle((210, 535, 450, 600), fill="#f3ead8", outline="#8a5a2b", width=5)
    draw.rectangle((310, 540, 352, 600), fill="#a3472f")
    out = BytesIO()
    image.save(out, "JPEG", quality=85)
    return out
