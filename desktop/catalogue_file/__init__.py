"""The catalogue of services as a file that people edit, read, checked and written.

Every fault is told by its line, all of them at once, so that one reading mends the file.
"""

from pathlib import Path

from desktop.catalogue_file.reading import parse_catalogue
from desktop.catalogue_file.writing import write_catalogue
from desktop.usecases.catalogues import Catalogues
from desktop.yaml_tree import MAX_BYTES, shown
from domain.catalogue import Catalogue
from domain.errors import KnownError

__all__ = [
    "CATALOGUE_FILE",
    "CatalogueUnreadable",
    "catalogues",
    "load_catalogue",
    "parse_catalogue",
    "read_text",
    "write_catalogue",
]

CATALOGUE_FILE = Path(__file__).resolve().parents[2] / "resources" / "catalogue" / "catalogue.yaml"


class CatalogueUnreadable(KnownError):
    """The file of a catalogue is missing or cannot be read."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"No se puede leer el catálogo de servicios «{shown(name)}».",
            kept="Los turnos y los trámites están guardados.",
            todo="Revise que el archivo exista y que su usuario pueda abrirlo.",
        )


def catalogues() -> Catalogues:
    """Return the versions of the catalogue, beginning with the one that came with the program.

    Raises:
        CatalogueUnreadable, FileFaulty: as for ``load_catalogue``.
    """
    return Catalogues(
        _bytes_of(CATALOGUE_FILE).decode(errors="surrogateescape"), read_text, write_catalogue
    )


def read_text(text: str) -> Catalogue:
    """Check the text of a catalogue that stands in no file and return it.

    Raises:
        FileFaulty: it cannot be used; all its faults by line.
    """
    return parse_catalogue(text.encode(errors="surrogatepass"), "catálogo")


def load_catalogue(path: Path = CATALOGUE_FILE) -> Catalogue:
    """Read and check the catalogue at ``path``.

    Raises:
        CatalogueUnreadable: there is no such file, or it cannot be read.
        FileFaulty: it can be read but not used; its faults by line.
    """
    return parse_catalogue(_bytes_of(path), path.name)


def _bytes_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:  # ValueError: a name no file can have
        raise CatalogueUnreadable(path.name) from error
