"""The pictures of the manual: which screen each shows, and which part of it."""

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QWidget

AROUND = 10
"""Pixels left around a part, on each side; none around a sheet, whose page is another matter."""
SHEET = "Panel"
PAGE = "page"
"""All but the rail."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture of the manual.

    Args:
        screen: its name in ``tools.screenshots.SCREENS``.
        part: the class of what is shown, or ``PAGE``; the whole window where empty.
        width: of the window in pixels; no wider than it must be, so that the manual shows it large.
        height: likewise.
    """

    screen: str
    part: str = PAGE
    width: int = 1008
    height: int = 680


PICTURES = {
    "cifras": Picture("figures", PAGE, 1180, 720),
    "ingresar": Picture("sign-in", "Card"),
    "turnos": Picture("queue", "", 1180, 760),
    "turnos-abrir": Picture("queue-closed", "OpenPanel"),
    "turnos-llamando": Picture("queue-calling", "AttentionPanel"),
    "turnos-sin-registrar": Picture("queue-unrecorded", SHEET),
    "turnos-reasignar": Picture("queue-sending", SHEET),
    "recepcion": Picture("reception-choosing"),
    "recepcion-registrar": Picture("reception-registering", "Card", 1100, 640),
    "recepcion-emitido": Picture("reception-issued", "LastCard", 1200),
    "tramites-nuevo": Picture("case-new-written", SHEET),
    "tramites-documentos": Picture("case", PAGE, 1240, 760),
    "tramites-devuelto": Picture("case-returned", PAGE, 1240, 680),
    "tramites-pasos": Picture("case-steps", PAGE, 1240, 860),
    "tramites-cierre": Picture("case-closing", PAGE, 1240, 680),
    "tramites-lista": Picture("cases-mine", PAGE, 1240, 680),
    "formularios": Picture("case-forms", SHEET, 1240, 760),
    "documentos-del-tramite": Picture("case-papers", SHEET, 1240, 680),
    "documentos": Picture("documents", PAGE, 1366, 760),
    "biometria": Picture("biometrics", PAGE, 1240, 760),
    "biometria-excepcion": Picture("biometrics-allowing", SHEET),
    "entidades": Picture("entities", PAGE, 1240, 760),
    "entidades-autorizadores": Picture("entities-authorisers", PAGE, 1240, 680),
    "biometria-revision": Picture("biometrics-review", PAGE, 1240, 680),
    "soporte": Picture("support-finding"),
    "soporte-telefono": Picture("support-phone-who", height=600),
    "autorizaciones-pedir": Picture("approval-wait", SHEET),
    "autorizaciones": Picture("approvals", "ApprovalsCard", 1008, 600),
    "supervision": Picture("supervision", PAGE, 1366, 860),
    "supervision-reemplazar": Picture("supervision-covering", SHEET),
    "avisos": Picture("queue-notice", "NoticeBand", 1008, 680),
    "avisos-enviar": Picture("supervision-notice", SHEET),
    "cierre": Picture("closing", SHEET, 1100, 720),
    "cierre-informe": Picture("report", SHEET, 1100, 700),
    "que-pasaria-si": Picture("what-if", SHEET, 1100, 720),
    "soluciones": Picture("solutions", height=600),
    "pronostico": Picture("figures-forecast", PAGE, 1400, 800),
    "oficinas": Picture("offices", PAGE, 1240, 520),
    "correo": Picture("mail", PAGE, 1240, 680),
    "pendientes": Picture("pending-all", height=600),
    "administracion": Picture("admin-staff", PAGE, 1240, 730),
    "catalogo": Picture("catalogue-draft", PAGE, 1240, 800),
    "copias": Picture("admin-safety", PAGE, 1240, 700),
    "codigo": Picture("recovery-code", "Card"),
    "primer-inicio": Picture("first-start-office", "Card", height=780),
    "practica": Picture("training-queue", "", 1180, 760),
    "pantalla-publica": Picture("display", "", 800, 450),
}
"""By the name of the file in ``docs/manual/imagenes``."""


def room_of(widget: QWidget, part: str) -> QRect:
    """Return what of ``widget`` the picture shows.

    Raises:
        LookupError: nothing of that class can be seen.
    """
    if not part:
        return widget.rect()
    wanted = "Rail" if part == PAGE else part
    for child in widget.findChildren(QWidget):
        if type(child).__name__ == wanted and child.isVisible():
            break
    else:
        raise LookupError(f"no {wanted} in sight")
    if part == PAGE:
        return widget.rect().adjusted(child.width(), 0, 0, 0)
    room, around = QRect(child.mapTo(widget, QPoint()), child.size()), AROUND * (part != SHEET)
    return room.adjusted(-around, -around, around, around).intersected(widget.rect())
