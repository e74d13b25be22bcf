"""Prints that no person has: for practice, demonstrations, measurements and tests.

A finger is a seed. Its ridges grow from noise by iterated oriented filtering along an orientation
field with one or two loops, or none (the zero-pole model of Sherlock and Monro; the growing as in
SFinGe, Cappelli 2003). An impression of it is the same ridges under another rotation, shift,
pressure, skin distortion and noise, so that two impressions match as two of a real finger do.
"""

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from biometrics.images import GreyImage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Plane = NDArray[np.float32]

WIDTH, HEIGHT = 320, 384
"""Of an impression, in pixels at 500 ppi: the window of a usual optical reader."""

USUAL_NOISE = 0.2

_MASTER_W, _MASTER_H = 208, 240  # grown at half the resolution: a ridge every 4.5 pixels
_DIRECTIONS = 12
_ROUNDS = 5
_PERIOD = 4.5
_RING = 0.045
_BEAM = 0.4
_BEND = 0.6
_WOBBLE = 0.5
_BUMP = 40.0
_MOST_KEPT = 256


def finger_image(
    seed: int,
    impression: int = 0,
    *,
    rotation: float | None = None,
    shift: tuple[float, float] | None = None,
    pressure: float = 0.0,
    noise: float = USUAL_NOISE,
    distortion: float = 1.0,
    partial: float = 0.0,
) -> GreyImage:
    """Return an impression of a finger; the same arguments give the same picture.

    Args:
        seed: which finger.
        impression: which time it is placed; each time a little otherwise.
        rotation: in degrees; drawn within ±8 where None.
        shift: right and down, in pixels; drawn within ±14 where None.
        pressure: -1 (light, dry) to 1 (heavy, wet).
        noise: 0 (clean) to 1 (hardly to be read).
        distortion: of the skin; 1 is usual, about 3 pixels.
        partial: how much of the finger is not on the window, 0 to 1, from its left.
    """
    import numpy as np

    rng = np.random.default_rng([seed & 0xFFFFFFFF, impression & 0xFFFFFFFF, 2])
    turn = rng.uniform(-8, 8)
    move = rng.uniform(-14, 14, 2)
    if rotation is not None:
        turn = rotation
    if shift is not None:
        move = np.asarray(shift)
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    # Where on the finger each pixel of the window lies, from the finger's middle.
    angle = np.deg2rad(turn)
    right, down = x - WIDTH / 2 - move[0], y - HEIGHT / 2 - move[1]
    u = right * np.cos(angle) + down * np.sin(angle)
    v = down * np.cos(angle) - right * np.sin(angle)
    mask = _outline(u, v, seed, pressure, rng)
    if partial > 0:
        mask *= _step((x / WIDTH - partial) * 24)
    # Nobody's ridges are equally far apart.
    scale = np.random.default_rng([seed & 0xFFFFFFFF, 4]).uniform(0.86, 1.14)
    u, v = u * scale, v * scale
    wave = 3.0 * distortion
    u = u + wave * _smooth(rng, HEIGHT, WIDTH, 90)
    v = v + wave * _smooth(rng, HEIGHT, WIDTH, 90)
    ridges = _sample(_master(seed), u, v)
    dirt = _smooth(rng, HEIGHT, WIDTH, 24)
    grain = _smooth(rng, HEIGHT, WIDTH, 3)
    pressed = pressure * (1.3 if pressure > 0 else 1.18)
    ink = ridges + pressed + 0.4 * noise * dirt + (0.7 * noise + 2 * noise**4) * grain
    ink = _step(3.2 * ink) * mask
    grey = 232 - 190 * ink + rng.normal(0, 3 + 8 * noise, ink.shape)
    return GreyImage(WIDTH, HEIGHT, np.clip(grey, 0, 255).astype(np.uint8).tobytes())


def _outline(u: Any, v: Any, seed: int, pressure: float, placed: "np.random.Generator") -> Any:
    import numpy as np

    rng = np.random.default_rng([seed & 0xFFFFFFFF, 3])
    wide, high = rng.uniform(96, 112), rng.uniform(132, 150)
    grown = 1 + 0.06 * pressure
    edge = 1 - np.sqrt((u / (wide * grown)) ** 2 + (v / (high * grown)) ** 2)
    edge = edge + 0.05 * _smooth(placed, HEIGHT, WIDTH, 70)
    return _step(30 * edge)


@lru_cache(maxsize=_MOST_KEPT)
def _master(seed: int) -> "Plane":
    """Return the finger's ridges, -1 to 1, at full resolution."""
    import numpy as np

    rng = np.random.default_rng([seed & 0xFFFFFFFF, 1])
    place = _orientation(rng) / np.pi * _DIRECTIONS
    low = place.astype(np.intp) % _DIRECTIONS
    part = (place % _DIRECTIONS - low).astype(np.float32)
    rows, columns = np.indices(low.shape)
    now = rng.normal(0, 1, low.shape).astype(np.float32)
    for _ in range(_ROUNDS):
        answers = np.fft.irfft2(np.fft.rfft2(now) * _bank(), s=now.shape)
        first = answers[low, rows, columns]
        second = answers[(low + 1) % _DIRECTIONS, rows, columns]
        now = first * (1 - part) + second * part
        now = np.clip(now / (1.1 * now.std()), -1, 1).astype(np.float32)
    return _twice(now)


def _orientation(rng: "np.random.Generator") -> "Plane":
    """Return the direction of the ridges in radians, by cores and deltas."""
    import numpy as np

    y, x = np.mgrid[0:_MASTER_H, 0:_MASTER_W].astype(np.float32)
    z = (x - _MASTER_W / 2) + 1j * (_MASTER_H / 2 - y)
    kind = rng.random()
    side = 1 if rng.random() < 0.5 else -1
    top, aside = 14 + rng.uniform(-22, 22), rng.uniform(-14, 14)
    if kind < 0.08:  # an arch
        height = np.clip(1.1 - np.abs(z.imag + 10) / 120, 0, 1)
        field = -height * np.sin(z.real / 55) * np.exp(-((z.real / 80) ** 2))
    else:
        if kind < 0.66:  # a loop
            cores = [aside + 1j * top]
            deltas = [side * rng.uniform(48, 70) - 1j * rng.uniform(45, 70)]
        else:  # a whorl
            gap = rng.uniform(5, 14)
            tilt = rng.uniform(-8, 8)
            cores = [aside + tilt + 1j * (top + gap), aside - tilt + 1j * (top - gap)]
            deltas = [
                rng.uniform(52, 75) - 1j * rng.uniform(48, 75),
                -rng.uniform(52, 75) - 1j * rng.uniform(48, 75),
            ]
        field = np.zeros(z.shape)
        for core in cores:
            field = field + 0.5 * _bent(np.angle(z - core), rng)
        for delta in deltas:
            field = field - 0.5 * _bent(np.angle(z - delta), rng)
    field = field + _WOBBLE * _smooth(rng, _MASTER_H, _MASTER_W, _BUMP)
    turned: Plane = np.mod(field, np.pi).astype(np.float32)
    return turned


@lru_cache(maxsize=1)
def _bank() -> "Plane":
    """Return the filters, one a direction, in the frequency domain."""
    import numpy as np

    fy = -np.fft.fftfreq(_MASTER_H)[:, None]
    fx = np.fft.rfftfreq(_MASTER_W)[None, :]
    radius = np.hypot(fx, fy)
    across = np.arctan2(fy, fx)  # the ridges run at right angles to their wave
    ring = np.exp(-(((radius - 1 / _PERIOD) / _RING) ** 2))
    filters = []
    for index in range(_DIRECTIONS):
        apart = across - (index * np.pi / _DIRECTIONS + np.pi / 2)
        apart = np.mod(apart + np.pi / 2, np.pi) - np.pi / 2
        filters.append(ring * np.exp(-((apart / _BEAM) ** 2)))
    return np.asarray(filters, dtype=np.float32)


def _twice(plane: "Plane") -> "Plane":
    """Return the plane at twice its size, exactly (its ridges have no finer detail)."""
    import numpy as np

    height, width = plane.shape
    spectrum = np.fft.fftshift(np.fft.fft2(plane))
    large = np.zeros((2 * height, 2 * width), dtype=spectrum.dtype)
    large[height // 2 : height // 2 + height, width // 2 : width // 2 + width] = spectrum
    return (4 * np.fft.ifft2(np.fft.ifftshift(large)).real).astype(np.float32)


def _sample(plane: "Plane", u: Any, v: Any) -> "Plane":
    """Return the plane's values at places from its middle, between its pixels by the nearest four."""
    import numpy as np

    height, width = plane.shape
    x = np.clip(u + width / 2, 0, width - 2)
    y = np.clip(v + height / 2, 0, height - 2)
    left, top = x.astype(np.intp), y.astype(np.intp)
    right, down = (x - left).astype(np.float32), (y - top).astype(np.float32)
    flat, at = plane.ravel(), top * width + left
    upper = flat[at] * (1 - right) + flat[at + 1] * right
    lower = flat[at + width] * (1 - right) + flat[at + width + 1] * right
    value: Plane = upper * (1 - down) + lower * down
    return value


def _bent(angle: Any, rng: "np.random.Generator") -> Any:
    """Return angles around a core or delta as that finger has them, still once around.

    Source: Vizcaya and Gerhardt 1996, the correction of the zero-pole model.
    """
    import numpy as np

    bent = angle
    for turns in (1, 2, 3):
        bent = bent + rng.normal(0, _BEND / turns) * np.sin(turns * angle + rng.uniform(0, 7))
    return bent


def _smooth(rng: "np.random.Generator", height: int, width: int, scale: float) -> "Plane":
    """Return smooth noise of about unit size whose bumps are some ``scale`` pixels wide."""
    import numpy as np

    rows, columns = int(height / scale) + 4, int(width / scale) + 4
    coarse = rng.normal(0, 1, (rows, columns)).astype(np.float32)
    y = np.linspace(1, rows - 2.001, height, dtype=np.float32)
    x = np.linspace(1, columns - 2.001, width, dtype=np.float32)
    value = _curve(y, rows) @ coarse @ _curve(x, columns).T
    scaled: Plane = (1.4 * value).astype(np.float32)
    return scaled


def _curve(places: "Plane", count: int) -> "Plane":
    """Return the weights of a cubic B-spline over ``count`` knots at each place."""
    import numpy as np

    apart = np.abs(places[:, None] - np.arange(count, dtype=np.float32)[None, :])
    near = 2 / 3 - apart**2 + apart**3 / 2
    far = np.clip(2 - apart, 0, None) ** 3 / 6
    weights: Plane = np.where(apart < 1, near, far).astype(np.float32)
    return weights


def _step(value: Any) -> Any:
    """Return a soft step from 0 to 1."""
    import numpy as np

    return 1 / (1 + np.exp(-np.clip(2 * value, -30, 30)))
