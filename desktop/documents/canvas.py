"""What all documents share: colours, a line of text, the QR code."""

from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel
from reportlab.lib.colors import Color, HexColor
from reportlab.pdfgen.canvas import Canvas

from desktop.documents.lettering import REGULAR, width
from desktop.usecases import slip_words

INK = HexColor("#10243A")
SOFT = HexColor("#51606F")
LINE = HexColor("#D5DCE4")
BLUE = HexColor("#0B5CAD")
PALE_BLUE = HexColor("#EAF2FB")
GREEN = HexColor("#14603A")
RED = HexColor("#99211A")
AMBER = HexColor("#8A4B00")
PALE_AMBER = HexColor("#FFF4E0")
BLACK = HexColor("#000000")
WHITE = HexColor("#FFFFFF")

VIOLET = HexColor("#6B1FA3")
FAINT = HexColor("#EFE6F6")

TRAINING = "PRÁCTICA"
TRAINING_WORDS = slip_words.TRAINING
"""What every paper of training says of itself."""

CREATOR = "Ventanilla"
LANGUAGE = "es-EC"

_LONGEST_QR = 200


class Paper:
    """A page being drawn on."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        font: str = REGULAR,
        size: float = 10,
        color: Color = INK,
        align: str = "left",
    ) -> None:
        """Write one line that has already been made plain; ``align`` is about ``x``."""
        self.canvas.setFont(font, size)
        self.canvas.setFillColor(color)
        shift = {"left": 0.0, "center": 0.5, "right": 1.0}[align]
        self.canvas.drawString(x - shift * width(text, font, size), y, text)

    def qr(self, content: str, x: float, y: float, side: float, *, quarter: bool = False) -> None:
        """Draw a QR code in a square whose lower left corner is at ``x``, ``y``.

        With ``quarter`` it is read with a quarter of it spoilt (level Q), else with a seventh (M).

        The square includes the quiet zone of four modules that readers need (ISO/IEC 18004).
        Without content, or with more than can be read at the size of our papers, there is none:
        half a content would be another content.
        """
        if not 0 < len(content) <= _LONGEST_QR:
            return
        code = QRCode(None, QRErrorCorrectLevel.Q if quarter else QRErrorCorrectLevel.M)
        code.addData(content)
        code.make()
        modules: list[list[bool]] = code.modules
        count = len(modules)
        module = side / (count + 8)
        self.canvas.setFillColor(WHITE)
        self.canvas.rect(x, y, side, side, stroke=0, fill=1)
        self.canvas.setFillColor(BLACK)
        path = self.canvas.beginPath()
        for row in range(count):
            start: int | None = None
            for column in range(count + 1):
                dark = column < count and modules[row][column]
                if dark and start is None:
                    start = column
                elif not dark and start is not None:
                    path.rect(
                        x + (start + 4) * module,
                        y + side - (row + 5) * module,
                        (column - start) * module,
                        module,
                    )
                    start = None
        self.canvas.drawPath(path, stroke=0, fill=1)
