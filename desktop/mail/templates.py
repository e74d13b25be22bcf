"""The words of the messages, from ``resources/mail``: a file for each kind."""

from functools import cache
from pathlib import Path
from types import MappingProxyType

from desktop.usecases.case_notice import MailWords
from domain.mail import MailKind
from domain.mail_text import TemplateFaulty, template

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "mail"


def read_words(folder: Path = FOLDER) -> MailWords:
    """Return the words of every kind of message.

    Raises:
        TemplateFaulty: a file is missing, or cannot be used.
    """
    found = {}
    for kind in MailKind:
        try:
            text = (folder / f"{kind.value}.txt").read_text("utf-8")
        except (OSError, ValueError) as error:
            raise TemplateFaulty(kind.label, "falta su archivo, o no se puede leer") from error
        found[kind] = template(kind.label, text)
    return MappingProxyType(found)


@cache
def mail_words() -> MailWords:
    """Return those that came with the program, read once; raises as ``read_words``."""
    return read_words()
