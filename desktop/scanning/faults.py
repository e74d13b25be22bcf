"""What can be wrong with a file from outside, each in its own words.

The process that reads it says which by name; the program raises it.
"""

from desktop.ports.scanning import UnreadableFile
from domain.documents import LARGEST_FILE, MOST_PAGES
from domain.errors import KnownError


class EmptyFile(UnreadableFile):
    """There is nothing in it: a copy that was cut off at once."""

    what = "El archivo está vacío."
    todo = "Cópielo o escanéelo otra vez."


class FileTooLarge(UnreadableFile):
    """More bytes than a file may have."""

    what = f"El archivo pesa más de {LARGEST_FILE >> 20} MB."
    todo = "Escanéelo con menos resolución (200 ppp) o divídalo en partes."


class OtherKind(UnreadableFile):
    """Neither a PDF nor an image that is read here, whatever its name says."""

    what = "El archivo no es un PDF ni una imagen (PNG, JPEG, TIFF, BMP o WebP)."
    todo = "Ábralo en su programa y guárdelo como PDF, o escanee el documento."


class Damaged(UnreadableFile):
    """Begins as what it says to be, and cannot be read."""

    what = "El archivo está dañado."


class CutShort(UnreadableFile):
    """Its end is missing, and perhaps pages with it."""

    what = "El archivo está incompleto: le falta el final."
    todo = "Espere a que termine de copiarse, o cópielo o escanéelo otra vez."


class Locked(UnreadableFile):
    """Asks for a password to be opened."""

    what = "El PDF está protegido con contraseña."
    todo = "Pida el archivo sin contraseña."


class TooManyPages(UnreadableFile):
    """More pages than are read at once."""

    what = f"El archivo tiene más de {MOST_PAGES} páginas."
    todo = "Divídalo en partes e intente con cada una."


class PageTooLarge(UnreadableFile):
    """A page of so many pixels that it would take the memory of the computer."""

    what = "Una página del archivo es demasiado grande."
    todo = "Escanéela con menos resolución (200 ppp)."


class TooHeavy(UnreadableFile):
    """Reading it took more memory or time than a document ever does."""

    what = "El archivo no se pudo leer con la memoria o el tiempo permitidos."
    todo = "No lo abra si no sabe de dónde viene. Escanee el documento otra vez."


class NoSuchPage(UnreadableFile):
    """A page was asked for that the file does not have."""

    what = "El archivo no tiene esa página."
    todo = "Actualice la lista e intente otra vez."


class NotATable(UnreadableFile):
    """Neither a spreadsheet nor text, whatever its name says."""

    what = "El archivo no es una tabla (Excel, LibreOffice o texto)."
    todo = "Ábralo en su programa y guárdelo como XLSX, ODS o CSV."


class EmptyTable(UnreadableFile):
    """A table without a cell."""

    what = "La tabla está vacía."
    todo = "Revise que sea el archivo correcto."


class DamagedTable(UnreadableFile):
    """Begins as a spreadsheet, and cannot be read."""

    what = "La tabla está dañada o incompleta."
    todo = "Cópiela otra vez, o ábrala en su programa y guárdela de nuevo."


class LockedTable(UnreadableFile):
    """Asks for a password to be opened."""

    what = "La tabla está protegida con contraseña."
    todo = "Ábrala en su programa, quítele la contraseña y guárdela."


class TableTooHeavy(UnreadableFile):
    """Reading it took more memory or time than a table of services ever does."""

    what = "El archivo es demasiado grande para ser un cuadro de servicios."
    todo = "Si no sabe de dónde viene, no lo abra. Si lo es, guarde solo esa hoja en otro archivo."


class NotReady(KnownError):
    """No process to read it in could be started."""

    what = "Este equipo no pudo iniciar la lectura de archivos."
    kept = UnreadableFile.kept
    todo = "Cierre Ventanilla y ábrala otra vez. Si se repite, avise al administrador."


BY_NAME: dict[str, type[UnreadableFile]] = {
    kind.__name__: kind
    for kind in (
        EmptyFile,
        FileTooLarge,
        OtherKind,
        Damaged,
        CutShort,
        Locked,
        TooManyPages,
        PageTooLarge,
        TooHeavy,
        NoSuchPage,
        NotATable,
        EmptyTable,
        DamagedTable,
        LockedTable,
        TableTooHeavy,
    )
}
