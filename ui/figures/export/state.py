"""What the part Exportar shows, and its words."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from desktop.usecases.figures.open_export import OpenMade
from domain.open_data import OpenChoice, OpenDictionary

ASK_TITLE = "¿Exportar con datos personales?"
ASK_TEXT = (
    "El archivo tendrá nombres, cédulas y lo que cada quien pidió. Es para pasar los datos a otro"
    " sistema: no lo publique ni lo entregue. Queda registrado que usted lo exportó."
)


@dataclass(frozen=True, slots=True)
class TableRow:
    """A table, and how much of it leaves.

    Attributes:
        given, columns: how many of its columns leave, and how many it has.
    """

    file: str
    about: str
    given: int
    columns: int

    @property
    def words(self) -> str:
        """How much of it leaves."""
        if not self.given:
            return "No sale"
        return (
            "Entera" if self.given == self.columns else f"{self.given} de {self.columns} columnas"
        )


@dataclass(frozen=True, slots=True)
class ExportState:
    """What is shown.

    Attributes:
        choice: what is chosen.
        share: how far the file is, 0 to 1; None while none is being made.
        stopping: somebody stopped it.
        made: what came of the last one.
    """

    choice: OpenChoice = field(default_factory=OpenChoice)
    share: float | None = None
    stopping: bool = False
    made: OpenMade | None = None

    @property
    def running(self) -> bool:
        """Whether a file is being made."""
        return self.share is not None

    @property
    def doing(self) -> str:
        """What is under way, in words."""
        if self.share is None:
            return ""
        return "Deteniendo…" if self.stopping else f"Exportando… {int(self.share * 100)} %"

    @property
    def result(self) -> str:
        """What was saved and where."""
        made = self.made
        if made is None:
            return ""
        words = f"{_number(made.tables)} tablas, {_number(made.rows)} filas"
        if made.documents:
            words += f" y {_number(made.documents)} archivos recibidos"
        if made.without_sheet:
            words += f". Sin hoja de cálculo, por su tamaño: {', '.join(made.without_sheet)}"
        return f"Guardado en «{made.path}»: {words}."

    @property
    def about_people(self) -> str:
        """What the file tells of people."""
        if self.choice.personal:
            return "Con datos personales: solo para la oficina, para pasarlos a otro sistema."
        return (
            "Sin datos personales: puede publicarse. Las personas no salen, las claves son otras"
            " y los momentos se dan a la hora en punto."
        )


def rows_of(dictionary: OpenDictionary, choice: OpenChoice) -> Iterator[TableRow]:
    """Yield the tables with how much of each leaves, those that stay last."""
    rows = [
        TableRow(
            table.file,
            table.about,
            len(table.given(personal=choice.personal)),
            len(table.columns),
        )
        for table in dictionary.tables
    ]
    yield from sorted(rows, key=lambda row: not row.given)


def _number(many: int) -> str:
    return f"{many:,}".replace(",", ".")
