"""What a message to an applicant may say, and to which address it may go.

A password is never written in a message: whoever reads the mailbox later would have it. The text
of a template is fixed and checked once; what a clerk typed is looked at each time.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from domain.errors import InvalidInput, KnownError
from domain.mail import ADDRESS_LIMIT, BODY_LIMIT, SUBJECT_LIMIT

PLACEHOLDERS = frozenset(
    {
        "anotado",
        "area",
        "cierre",
        "detalle",
        "entidad",
        "estado",
        "faltas",
        "lista",
        "lugar",
        "ministerio",
        "motivo",
        "oficina",
        "personas",
        "plazo",
        "resultado",
        "saludo",
        "servicio",
        "servicio_corto",
        "tramite",
    }
)
"""What a template may ask for."""

# One address as mail servers take it without agreeing on anything first (RFC 5321, 4.1.2): the part
# before the sign without quotes, and a name of the network with at least one dot.
_ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
_LOCAL_LIMIT = 64
_PLACE = re.compile(r"\{([^{}]*)\}")

_NAMES = r"(?:contraseni?as?|claves?|password|passwd|pwd|pin)"
_QUALIFIED = r"(?:\s+(?:temporal|nueva|provisional|inicial|actual|de\s+acceso|de\s+usuario))*"
_QUOTE = "[\"'«“‘(]*"
_LOOKS_LIKE_ONE = r"(?=\S*[0-9@#$%&*!+_=])\S{4,}"
_SECRETS = (
    # "contraseña temporal: xyz" says one, whatever it looks like.
    re.compile(rf"\b{_NAMES}{_QUALIFIED}(?:\s+(?:es|sera|queda|quedo))?\s*[:=]\s*{_QUOTE}\S{{3,}}"),
    # "su clave es Abc123", "la contraseña del usuario mlopez es Abc123", "clave Abc123".
    re.compile(
        rf"\b{_NAMES}(?:\s+[\w.-]+){{0,4}}?\s*(?:[:=]|\bes\b|\bsera\b)\s*{_QUOTE}{_LOOKS_LIKE_ONE}"
    ),
    re.compile(
        rf"\b{_NAMES}{_QUALIFIED}\s+{_QUOTE}(?=[^\s.,;]*[a-z])(?=[^\s.,;]*[0-9])[^\s.,;]{{4,}}"
    ),
)


class NoAddress(KnownError):
    """Nobody's e-mail address is on file for a message."""

    what = "No hay una dirección de correo a la que escribir."
    kept = "No se envió nada."
    todo = "Anote el correo en los datos de la persona, o copie el mensaje."


class SecretInText(KnownError):
    """A text that would be sent looks as if it told a password."""

    def __init__(self, label: str) -> None:
        super().__init__(
            f"«{label}» parece llevar una contraseña, y una contraseña nunca va en un mensaje.",
            kept="No se envió nada.",
            todo="Entréguela en persona y corrija el texto.",
        )


class TemplateFaulty(KnownError):
    """The text of a kind of message cannot be used."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(
            f"El texto de los mensajes «{name}» no sirve: {why}.",
            kept="Los trámites están guardados.",
            todo="Avise al administrador.",
        )


def clean_address(raw: str) -> str:
    """Return one e-mail address as it is written to.

    Raises:
        InvalidInput: it is no address, it is several, or a mail server would not take it.
    """
    text = raw.strip()
    local = text.rpartition("@")[0]
    if len(text) > ADDRESS_LIMIT or len(local) > _LOCAL_LIMIT or not _ADDRESS.fullmatch(text):
        shown = "".join(char for char in text[:60] if char.isprintable())
        raise InvalidInput(
            f"El correo «{shown}» no es una dirección a la que se pueda escribir.",
            kept="No se envió nada.",
            todo="Corríjalo: una sola dirección, sin espacios, tildes ni eñes.",
        )
    return text


def carries_secret(text: str) -> bool:
    """Tell whether a text looks as if it told somebody a password."""
    # Folded as for searching, but with its punctuation, by which a password is told from prose.
    folded = " ".join(_folded(text).split())
    return any(pattern.search(folded) for pattern in _SECRETS)


def require_no_secret(label: str, text: str) -> None:
    """Refuse a text that looks as if it told a password.

    Args:
        label: what the text is called on the screen.

    Raises:
        SecretInText: it does.
    """
    if carries_secret(text):
        raise SecretInText(label)


@dataclass(frozen=True, slots=True)
class MailTemplate:
    """The words of a kind of message; ``{name}`` stands for what each case fills in."""

    subject: str
    body: str

    def filled(self, values: Mapping[str, str]) -> tuple[str, str]:
        """Return subject and text. A line of which nothing is left is left out with it.

        Args:
            values: by the names of ``PLACEHOLDERS``; what is not told is empty.
        """

        def put(text: str) -> str:
            return _PLACE.sub(lambda found: values.get(found[1], ""), text)

        lines = []
        for line in self.body.splitlines():
            written = put(line).rstrip()
            if written or not line.strip():
                lines.append(written)
        subject = " ".join(put(self.subject).split())
        body = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
        return subject[:SUBJECT_LIMIT], body[:BODY_LIMIT]


def template(name: str, text: str) -> MailTemplate:
    """Return a template as it is written in a file: ``Asunto: …``, an empty line, the text.

    Raises:
        TemplateFaulty: it is not written so, asks for what nobody fills in, or for a password.
    """
    head, _, body = text.replace("\r\n", "\n").partition("\n")
    label, colon, subject = head.partition(":")
    if label.strip() != "Asunto" or not colon or not subject.strip() or not body.strip():
        raise TemplateFaulty(name, "empieza con «Asunto: …», una línea vacía y el mensaje")
    for found in _PLACE.findall(subject + body):
        if found not in PLACEHOLDERS:
            raise TemplateFaulty(name, f"«{{{found[:40]}}}» no es un dato que se pueda poner")
    if carries_secret(text):
        raise TemplateFaulty(name, "un mensaje nunca lleva una contraseña")
    return MailTemplate(subject.strip(), body.strip("\n"))


def _folded(text: str) -> str:
    """Return a text without accents and without what is not seen, its punctuation kept."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in parts if unicodedata.category(char) not in {"Mn", "Cf", "Cs"})
