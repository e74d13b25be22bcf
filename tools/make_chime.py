"""Writes ``resources/sounds/chime.wav``: two soft strokes, a third apart, under a second.

Run it again after changing the notes; the file is committed so that the program needs no sound
tools. ``python -m tools.make_chime``
"""

import math
import struct
import wave
from pathlib import Path

RATE = 22_050
STROKES = ((0.0, 783.99), (0.28, 622.25))  # G5 then E flat 5, begun at these seconds
LENGTH = 1.1
TARGET = Path(__file__).resolve().parents[1] / "resources" / "sounds" / "chime.wav"


def sample(at: float) -> float:
    """The sound pressure at ``at`` seconds, between -1 and 1."""
    total = 0.0
    for begun, pitch in STROKES:
        age = at - begun
        if age < 0:
            continue
        swell = min(age / 0.008, 1.0) * math.exp(-age * 4.5)
        bell = math.sin(2 * math.pi * pitch * age) + 0.25 * math.sin(4 * math.pi * pitch * age)
        total += swell * bell * 0.4
    fade = min((LENGTH - at) / 0.05, 1.0)
    return max(-1.0, min(1.0, total * fade))


def main() -> None:
    """Write the file."""
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    values = [round(sample(number / RATE) * 32_000) for number in range(round(RATE * LENGTH))]
    with wave.open(str(TARGET), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(struct.pack(f"<{len(values)}h", *values))


if __name__ == "__main__":
    main()
