"""What a thermal printer makes of the bytes it is sent: lines of paper, codes, cuts.

It knows the orders that the program may send and no others: an unknown one is an error, as it would
be letters on a real paper.
"""

from dataclasses import dataclass, field

import numpy as np
import zxingcpp

PAGES = {2: "cp850"}
WIDTH = 42
"""Letters of a line on the narrowest printer of 80 mm."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of letters as it was printed."""

    text: str
    wide: int = 1
    high: int = 1
    bold: bool = False
    inverted: bool = False
    align: int = 0

    @property
    def columns(self) -> int:
        """How much of the paper it takes."""
        return len(self.text) * self.wide


@dataclass(slots=True)
class Tape:
    """All that came out.

    Attributes:
        codes: what the QR codes say, drawn by the printer or sent as a picture.
        cuts: how often the paper was cut, and whether anything came after the last cut.
    """

    lines: list[Line] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    pictures: int = 0
    cuts: int = 0
    uncut: bool = False

    @property
    def words(self) -> str:
        """All the letters, single-spaced."""
        return " ".join(" ".join(line.text for line in self.lines).split())

    def drawn(self) -> str:
        """Return the paper as text, centred as on it."""
        rows = []
        for line in self.lines:
            text = line.text if line.wide == 1 else (" " * (line.wide - 1)).join(line.text)
            rows += ["", text.center(WIDTH), ""] if line.high > 2 else [text.center(WIDTH)]
        return "\n".join(f"|{row}|" for row in rows)


def read(data: bytes) -> Tape:
    """Return what comes out of a printer that is sent ``data``."""
    return _Printer(data).tape


class _Printer:
    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0
        self.tape = Tape()
        self._reset()
        self._line = bytearray()
        self._stored = b""
        while self._at < len(data):
            self._step()
        assert not self._line, "a line was not ended"

    def _reset(self) -> None:
        self._page, self._wide, self._high = "cp437", 1, 1
        self._bold = self._inverted = False
        self._align = 0
        self._chinese = True  # many printers begin so

    def _take(self, count: int) -> bytes:
        taken = self._data[self._at : self._at + count]
        assert len(taken) == count, "an order is cut off"
        self._at += count
        return taken

    def _byte(self) -> int:
        return self._take(1)[0]

    def _step(self) -> None:
        byte = self._take(1)
        self.tape.uncut = True
        match byte:
            case b"\x1b":
                self._escape(self._take(1))
            case b"\x1d":
                self._group(self._take(1))
            case b"\x1c":
                assert self._take(1) == b"."
                self._chinese = False
            case b"\x10":
                assert self._take(1) == b"\x04"
                assert self._byte() in {2, 4}
            case b"\n":
                self._end_line()
            case _:
                assert byte[0] >= 0x20, f"a control character on paper: {byte!r}"
                assert byte[0] < 0x80 or not self._chinese, "two bytes become a Chinese letter"
                self._line += byte

    def _end_line(self) -> None:
        text = self._line.decode(self._page)
        line = Line(text, self._wide, self._high, self._bold, self._inverted, self._align)
        assert line.columns <= WIDTH, f"too wide for the paper: {text!r}"
        self.tape.lines.append(line)
        self._line.clear()

    def _escape(self, order: bytes) -> None:
        match order:
            case b"@":
                self._reset()
            case b"t":
                self._page = PAGES[self._byte()]
            case b"E":
                self._bold = bool(self._byte())
            case b"a":
                self._align = self._byte()
            case b"{" | b"-" | b"M":
                assert self._byte() == 0  # nothing upside down, underlined, of another font
            case b"d":
                self._byte()
            case _:
                raise AssertionError(f"ESC {order!r}")

    def _group(self, order: bytes) -> None:
        match order:
            case b"!":
                size = self._byte()
                self._wide, self._high = (size >> 4) + 1, (size & 15) + 1
            case b"B":
                self._inverted = bool(self._byte())
            case b"b":
                assert self._byte() == 0
            case b"(":
                self._symbol()
            case b"v":
                self._picture()
            case b"V":
                assert self._byte() in {0, 1}
                assert not self._line
                self.tape.cuts += 1
                self.tape.uncut = False
            case _:
                raise AssertionError(f"GS {order!r}")

    def _symbol(self) -> None:
        assert self._take(1) == b"k"
        low, high = self._take(2)
        order = self._take(low + 256 * high)
        assert order[0] == ord("1"), "not a QR code"
        match order[1]:
            case 67:
                assert 1 <= order[2] <= 16
            case 80:
                self._stored = order[3:]
            case 81:
                assert self._align == 1, "the code stands in the middle"
                self.tape.codes.append(self._stored.decode())
            case _:
                assert order[1] in {65, 69}

    def _picture(self) -> None:
        assert self._take(2) == b"0\x00"
        low, high, tall, taller = self._take(4)
        across, down = low + 256 * high, tall + 256 * taller
        assert across * 8 <= 512, "wider than the paper"
        bits = np.unpackbits(np.frombuffer(self._take(across * down), np.uint8))
        picture = np.where(bits.reshape(down, across * 8), 0, 255).astype(np.uint8)
        found = zxingcpp.read_barcodes(np.pad(picture, 32, constant_values=255))
        self.tape.codes += [code.text for code in found]
        self.tape.pictures += 1
