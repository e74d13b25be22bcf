"""What may stand in the settings of this computer: each key of the file, and what it accepts."""

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

from desktop.ports.slips import thermal_place
from domain.errors import InvalidInput
from domain.mail_text import clean_address
from domain.text import clean_text

THEMES = ("system", "light", "dark")
AUTOMATIC = "automatic"
"""The reader is whatever is plugged in."""
READERS = (AUTOMATIC, "sbi", "libfprint", "simulator")
SCALES = (100, 125, 150)
OPINIONS = ("", "window", "screen")
MAIL_SECURITY = ("starttls", "tls")
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.:-]{0,252}[A-Za-z0-9])?")

Check = Callable[[object], Any]


def _text(label: str) -> Check:
    def check(value: object) -> str:
        if not isinstance(value, str):
            raise InvalidInput(f"«{label}» no es un texto.")
        return clean_text(value, label=label, limit=400)

    return check


def _identifier(value: object) -> str:
    if value == "":
        return ""
    try:
        return str(UUID(str(value)))
    except ValueError as exc:
        raise InvalidInput("La oficina de la configuración no es válida.") from exc


def _server(value: object) -> str:
    checked: str = _text("Servidor de la oficina")(value)
    if "password" in checked.lower():
        raise InvalidInput("La configuración no guarda la contraseña del servidor.")
    return checked


def _thermal(value: object) -> str:
    checked = _text("Impresora térmica")(value)
    return str(thermal_place(checked)) if checked else ""


def _host(value: object) -> str:
    checked: str = _text("Servidor de correo")(value)
    if checked and not _HOST.fullmatch(checked):
        raise InvalidInput(
            "«Servidor de correo» no es el nombre de un servidor.",
            todo="Escríbalo sin espacios ni barras, por ejemplo correo.finanzas.gob.ec.",
        )
    return checked


def _address(value: object) -> str:
    checked: str = _text("Dirección que envía")(value)
    return clean_address(checked) if checked else ""


def _one_of(label: str, *allowed: object) -> Check:
    def check(value: object) -> object:
        if isinstance(value, bool) or value not in allowed:
            raise InvalidInput(f"«{label}» no admite ese valor.")
        return value

    return check


def _number(label: str, lowest: int, highest: int) -> Check:
    def check(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not lowest <= value <= highest:
            raise InvalidInput(f"«{label}» va de {lowest} a {highest}.")
        return value

    return check


def _flag(label: str) -> Check:
    def check(value: object) -> bool:
        if not isinstance(value, bool):
            raise InvalidInput(f"«{label}» es sí o no.")
        return value

    return check


# Field of `Settings`: section and key in the file, and what it accepts.
KEYS: dict[str, tuple[str, str, Check]] = {
    "database": ("database", "path", _text("Base de datos")),
    "server": ("database", "server", _server),
    "office_id": ("office", "id", _identifier),
    "workstation": ("workstation", "name", _text("Nombre del equipo")),
    "counter": ("workstation", "counter", _number("Ventanilla", 0, 999)),
    "printer": ("printer", "name", _text("Impresora")),
    "document_printer": ("printer", "documents", _text("Impresora de documentos")),
    "thermal": ("printer", "thermal", _thermal),
    "thermal_picture": ("printer", "thermal_picture", _flag("Código como imagen")),
    "theme": ("look", "theme", _one_of("Tema", *THEMES)),
    "scale": ("look", "scale", _one_of("Tamaño del texto", *SCALES)),
    "display_chime": ("display", "chime", _flag("Aviso sonoro")),
    "display_speech": ("display", "speech", _flag("Aviso hablado")),
    "proxy": ("centre", "proxy", _text("Salida a internet")),
    "backup_folder": ("backup", "folder", _text("Carpeta de copias")),
    "backup_days": ("backup", "days", _number("Copias diarias", 1, 366)),
    "backup_months": ("backup", "months", _number("Copias mensuales", 0, 240)),
    "reader": ("kit", "reader", _one_of("Lector de huellas", *READERS)),
    "camera": ("kit", "camera", _text("Cámara")),
    "mail_server": ("mail", "server", _host),
    "mail_port": ("mail", "port", _number("Puerto del correo", 1, 65535)),
    "mail_security": ("mail", "security", _one_of("Seguridad del correo", *MAIL_SECURITY)),
    "mail_user": ("mail", "user", _text("Usuario del correo")),
    "mail_sender": ("mail", "sender", _address),
    "mail_authority": ("mail", "authority", _text("Certificado del correo")),
    "scan_folder": ("scanner", "folder", _text("Carpeta del escáner")),
    "opinions": ("opinions", "window", _one_of("Pantalla de opinión", *OPINIONS)),
    "trust_folder": ("signatures", "folder", _text("Carpeta de certificados")),
}
RULE_KEYS: dict[str, Check] = {
    "min_quality": _number("Calidad mínima", 0, 100),
    "min_minutiae": _number("Puntos mínimos", 1, 200),
    "agreement": _number("Coincidencia mínima", 10, 200),
}
