"""Faces that no person has: for practice, demonstrations and tests of the photograph.

Drawn by shapes and shading; the variants show what a photograph may do wrong.
"""

from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING

from biometrics.images import ColourImage

if TYPE_CHECKING:
    from PIL import Image

WIDTH, HEIGHT = 640, 480


class FaceVariant(Enum):
    """What the picture shows."""

    GOOD = "good"
    NONE = "none"
    TWO = "two"
    TURNED = "turned"
    TILTED = "tilted"
    DARK = "dark"
    BRIGHT = "bright"
    SIDE_LIGHT = "side_light"
    BLURRED = "blurred"
    SMALL = "small"


def face_image(
    seed: int,
    variant: FaceVariant = FaceVariant.GOOD,
    *,
    width: int = WIDTH,
    height: int = HEIGHT,
) -> ColourImage:
    """Return a picture of somebody before a wall; the same arguments give the same picture.

    Args:
        seed: who.
        variant: what is wrong with it.
        width: of the picture, in pixels.
        height: of the picture, in pixels.
    """
    import numpy as np
    from PIL import Image, ImageEnhance, ImageFilter

    rng = np.random.default_rng([seed & 0xFFFFFFFF, 7])
    wall = tuple(int(rng.uniform(168, 205)) for _ in range(3))
    picture = Image.new("RGB", (WIDTH, HEIGHT), wall)
    head = 150 if variant is not FaceVariant.SMALL else 45
    if variant is FaceVariant.TWO:
        _put(picture, _head(seed, 0.0), 190, 250, 115, 0)
        _put(picture, _head(seed + 1, 0.0), 450, 250, 115, 0)
    elif variant is not FaceVariant.NONE:
        turned = 0.75 if variant is FaceVariant.TURNED else 0.0
        tilt = 22.0 if variant is FaceVariant.TILTED else 0.0
        _put(picture, _head(seed, turned), WIDTH // 2, HEIGHT // 2 + 10, head, tilt)
    if variant is FaceVariant.BLURRED:
        picture = picture.filter(ImageFilter.GaussianBlur(7))
    else:
        picture = picture.filter(ImageFilter.GaussianBlur(0.6))
    if variant is FaceVariant.DARK:
        picture = ImageEnhance.Brightness(picture).enhance(0.22)
    pixels = np.asarray(picture, dtype=np.float64)
    if variant is FaceVariant.BRIGHT:
        pixels = pixels * 0.45 + 160
    if variant is FaceVariant.SIDE_LIGHT:
        pixels = pixels * np.linspace(1.35, 0.15, WIDTH)[None, :, None]
    pixels = pixels + rng.normal(0, 2.5, pixels.shape)
    grained = Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
    if (width, height) != (WIDTH, HEIGHT):
        grained = grained.resize((width, height), Image.Resampling.LANCZOS)
    return ColourImage(width, height, grained.tobytes())


def _put(
    picture: "Image.Image", head: "Image.Image", x: int, y: int, radius: int, tilt: float
) -> None:
    from PIL import Image

    side = radius * 4
    small = head.rotate(tilt, Image.Resampling.BICUBIC).resize(
        (side, side), Image.Resampling.LANCZOS
    )
    picture.paste(small, (x - side // 2, y - side // 2), small)


@lru_cache(maxsize=16)
def _head(seed: int, turned: float) -> "Image.Image":
    """Draw head, neck and shoulders on a clear square of 1,200 pixels, head in its middle.

    Args:
        turned: 0 looks ahead; 1 looks far to the side.
    """
    import numpy as np
    from PIL import Image, ImageDraw, ImageFilter

    rng = np.random.default_rng([seed & 0xFFFFFFFF, 8])
    tone = rng.uniform(0.62, 1.0)
    skin = tuple(int(part * tone) for part in (224, 176, 146))
    dark = tuple(int(part * 0.72) for part in skin)
    light = tuple(min(255, int(part * 1.12)) for part in skin)
    hair = tuple(int(part) for part in rng.uniform(18, 60) * np.array([1.0, 0.8, 0.65]))
    shirt = tuple(int(part) for part in rng.uniform(40, 200, 3))
    wide = 255 * rng.uniform(0.92, 1.06)
    high = 335 * rng.uniform(0.96, 1.05)
    apart = 108 * rng.uniform(0.94, 1.06)
    aside = 150 * turned

    image = Image.new("RGBA", (1200, 1200), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    c = 600.0

    def oval(x: float, y: float, rx: float, ry: float, fill: tuple[int, ...]) -> None:
        draw.ellipse((x - rx, y - ry, x + rx, y + ry), fill=fill)

    oval(c, 1240, 430, 290, shirt)
    draw.rectangle((c - 120, c + 220, c + 120, c + 420), fill=dark)
    oval(c, c - 45, wide + 32, high + 30, hair)
    oval(c - wide + 5, c + 10, 34, 68, dark)
    oval(c + wide - 5, c + 10, 34, 68, dark)
    oval(c, c + 10, wide, high, skin)

    # Shading goes on a layer of its own, blurred: faces are known by it more than by lines.
    shade = Image.new("RGBA", image.size, (*skin, 0))
    brush = ImageDraw.Draw(shade)

    def soft(x: float, y: float, rx: float, ry: float, fill: tuple[int, ...]) -> None:
        brush.ellipse((x - rx, y - ry, x + rx, y + ry), fill=fill)

    middle = c + aside
    for side in (-1, 1):
        soft(middle + side * apart, c - 62, 78, 44, (*dark, 200))
        soft(c + side * wide * 0.86, c + 40, 42, 240, (*dark, 150))
        soft(middle + side * 120, c + 80, 60, 46, (*light, 130))
        soft(middle + side * 34, c + 92, 20, 18, (*dark, 210))
    soft(middle, c + 20, 20, 105, (*light, 190))
    soft(middle, c + 108, 52, 16, (*dark, 190))
    soft(middle, c + 232, 78, 22, (*dark, 160))
    soft(c, c - 190, 150, 70, (*light, 110))
    shade = shade.filter(ImageFilter.GaussianBlur(15))
    inside = Image.new("L", image.size, 0)
    ImageDraw.Draw(inside).ellipse((c - wide, c + 10 - high, c + wide, c + 10 + high), fill=255)
    clear = Image.new("L", image.size)
    shade.putalpha(Image.composite(shade.getchannel("A"), clear, inside))
    image.alpha_composite(shade)

    draw = ImageDraw.Draw(image)
    # Hair over the forehead.
    draw.chord((c - wide, c - high - 4, c + wide, c - 40), 200, 340, fill=hair)
    for side in (-1, 1):
        x = middle + side * apart * (1 - 0.25 * turned)
        y = c - 50
        draw.ellipse((x - 46, y - 21, x + 46, y + 21), fill=(238, 234, 230))
        draw.ellipse((x - 21, y - 21, x + 21, y + 21), fill=(70, 44, 28))
        draw.ellipse((x - 10, y - 10, x + 10, y + 10), fill=(10, 8, 8))
        draw.ellipse((x + 3, y - 12, x + 10, y - 5), fill=(250, 250, 250))
        draw.arc((x - 50, y - 28, x + 50, y + 30), 190, 350, fill=hair, width=8)
        draw.arc((x - 66, y - 74, x + 66, y + 20), 205, 335, fill=hair, width=17)
    mouth = tuple(int(part * f) for part, f in zip(skin, (0.82, 0.55, 0.55), strict=True))
    y = c + 178
    draw.ellipse((middle - 76, y - 20, middle + 76, y + 26), fill=mouth)
    draw.line((middle - 74, y + 2, middle + 74, y + 2), fill=tuple(p // 2 for p in mouth), width=6)
    for side in (-1, 1):
        draw.ellipse(
            (middle + side * 24 - 10, c + 94, middle + side * 24 + 10, c + 104),
            fill=tuple(p // 2 for p in dark),
        )
    return image.filter(ImageFilter.GaussianBlur(1.5))
