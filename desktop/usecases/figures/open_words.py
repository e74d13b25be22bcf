"""What an open export says of itself: its dictionary, and the page that explains it."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from desktop.ports.open_export import OpenCell, OpenSheet
from domain.offices import Office
from domain.open_data import Holds, OpenChoice, OpenDictionary

_WHOM = {
    Holds.ANYTHING: "No",
    Holds.KEY: "Clave; sin datos personales va otra en su lugar",
    Holds.PERSON: "Sí",
    Holds.NEVER: "No sale nunca",
}


def dictionary_sheet(dictionary: OpenDictionary, choice: OpenChoice) -> OpenSheet:
    """Return the dictionary as a table: what each column means, and whether it is given here."""

    def rows() -> Iterator[Sequence[OpenCell]]:
        for table in dictionary.tables:
            given = table.given(personal=choice.personal)
            for column in table.columns:
                yield (
                    table.file,
                    table.about,
                    column.heading,
                    column.means,
                    _WHOM[column.holds],
                    "Sí" if column in given else "No",
                )
        for name, why in dictionary.never.items():
            yield name, why, "", "", _WHOM[Holds.NEVER], "No"

    headings = ("archivo", "que_es", "columna", "significado", "dato_personal", "sale_aqui")
    many = sum(len(table.columns) for table in dictionary.tables) + len(dictionary.never)
    return OpenSheet("diccionario", headings, rows, many)


def read_me(
    dictionary: OpenDictionary,
    choice: OpenChoice,
    office: Office,
    now: datetime,
    files: Sequence[tuple[str, int]],
    without_sheet: Sequence[str],
) -> str:
    """Return the page that explains an export.

    Args:
        dictionary: what may leave.
        choice: what was chosen.
        office: whose data it is.
        now: the moment as of which it is.
        files: each file and its rows.
        without_sheet: files that no spreadsheet can hold.
    """
    lines = [
        f"Datos de la oficina {office.name} ({office.code})",
        f"Exportados el {office.local(now):%d/%m/%Y a las %H:%M}, hora de la oficina.",
        "",
        *_about_people(choice),
        "",
        "Cada tabla es un archivo de texto (CSV): UTF-8, separado por comas, con una fila de",
        "títulos. Fechas AAAA-MM-DD; momentos con la hora de la oficina y su diferencia con UTC;",
        "punto decimal; true y false; vacío donde no hay dato. Los textos que empiezan con = + - @",
        "o con un apóstrofo llevan un apóstrofo delante, para que ninguna hoja de cálculo los tome",
        "por una fórmula: al leerlos, quite ese apóstrofo.",
        "Qué significa cada columna: diccionario.csv.",
    ]
    if choice.sheets:
        lines.append("Las mismas tablas como hoja de cálculo (XLSX), para leerlas: carpeta hojas.")
        if without_sheet:
            names = ", ".join(without_sheet)
            lines.append(f"Demasiado largas para una hoja de cálculo: {names}.")
    if choice.with_documents:
        lines.append(
            "Los archivos recibidos, con su huella SHA-256 por nombre: carpeta documentos."
        )
    lines += ["", "Archivo y filas:"]
    lines += [f"  {name}.csv: {many}" for name, many in files]
    lines += ["", "No salen nunca: contraseñas, claves, códigos y huellas dactilares, ni:"]
    lines += [f"  {name}: {why}" for name, why in dictionary.never.items()]
    return "\r\n".join(lines) + "\r\n"


def _about_people(choice: OpenChoice) -> tuple[str, ...]:
    if choice.personal:
        return (
            "CONTIENE DATOS PERSONALES. Es para uso de la oficina: no se publica ni se entrega",
            "(Ley Orgánica de Protección de Datos Personales).",
        )
    return (
        "No contiene datos personales: faltan las tablas y columnas que señalan a alguien, las",
        "claves son otras en cada exportación, los momentos se dan a la hora en punto y las filas no",
        "siguen ningún orden.",
    )
