"""Messages to applicants in the pictures: on their way, failed, and one of which nobody knows."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from desktop.mail.templates import mail_words
from desktop.usecases.case_notice import CaseNotice
from domain.ids import new_id
from domain.mail import BODY_LIMIT, WORDS_LIMIT, Mail, MailKind, MailState
from domain.staff import Role
from tools.demo_queue import Demo, new_demo
from tools.demo_window import demo_window
from ui.mail.page import MailPage
from ui.mail.sheet import MailSender, SendSheet
from ui.mail.state import MailOut
from ui.shell import MainWindow

_BODY = """Estimado/a Rosa Elvira Chimborazo Quishpe:

Su trámite «Creación de usuarios administradores» no está completo. Hasta el 18/12/2026 puede presentar:
- Nombramiento o acción de personal. Falta el sello
- Copia de la cédula. No se lee

Lo demás ya está en orden y no hace falta presentarlo otra vez.

Número de trámite: QUITO-26-00012-7. Cítelo en su respuesta.

Centro de Servicios Quito
Ministerio de Economía y Finanzas"""
_UNKNOWN = "No se sabe si el mensaje se envió: se cortó la conexión con el servidor de correo."
_FAILED = "El servidor de correo no aceptó esa dirección (respuesta 550)."
_WAITING = "El servidor de correo no responde. Si se repite, avise al administrador."


def mail_out() -> MailOut:
    """Return how the pages of the pictures write to people: they only show it."""

    def send_case(_key: UUID, _kind: MailKind, _again: bool) -> Mail:
        return _queued()

    def send_card(_key: UUID, _again: bool) -> Mail:
        return _queued()

    return MailOut(mail_words(), send_case, send_card)


def _queued() -> Mail:
    """A message, which goes nowhere."""
    now = datetime(2026, 12, 4, 13, tzinfo=UTC)
    to, key = "rosa.chimborazo@ejemplo.gob.ec", new_id()
    return Mail(key, key, MailKind.RETURNED, to, "", "", f"{key}@x.invalid", key, now, now)


def _mails(demo: Demo, *, longest: bool) -> list[Mail]:
    now: datetime = demo.clock.now()
    by = demo.office.actor("asesor-1").staff_id

    def one(kind: MailKind, to: str, state: MailState, ago: int, **more: object) -> Mail:
        key, at = new_id(), now - timedelta(minutes=ago)
        made = Mail(
            key,
            demo.office.office.id,
            kind,
            to,
            "Trámite QUITO-26-00012-7: falta completar Usuario administrador",
            _BODY,
            f"{key}@quito.ventanilla.invalid",
            by,
            at,
            at,
            state=state,
        )
        made = replace(made, **more)  # type: ignore[arg-type]
        if longest:
            made = replace(
                made,
                recipient=f"{'direccion.muy.larga.de.la.institucion.' * 2}publica@ejemplo.gob.ec",
                body=(_BODY * 20)[:BODY_LIMIT],
                words=(f"{made.words or _UNKNOWN} " * 9)[:WORDS_LIMIT],
                subject=(made.subject * 9)[:200],
            )
        return made

    kinds, states = MailKind, MailState
    return [
        one(kinds.RETURNED, "rosa.chimborazo@ejemplo.gob.ec", states.UNKNOWN, 95, tries=1,
            tried_at=now - timedelta(minutes=94), words=_UNKNOWN, sender="VENTANILLA-1"),
        one(kinds.RESOLVED, "tesoreria@ejenplo.gob.ec", states.FAILED, 60, tries=1,
            tried_at=now - timedelta(minutes=59), words=_FAILED, sender="VENTANILLA-1"),
        one(kinds.USER_CREATED, "financiero@ejemplo.gob.ec", states.WAITING, 22, tries=3,
            tried_at=now - timedelta(minutes=4), next_at=now + timedelta(minutes=4),
            words=_WAITING, sender="VENTANILLA-1"),
        one(kinds.READINESS, "alcaldia@ejemplo.gob.ec", states.WAITING, 1,
            attachment="0" * 64, attachment_name="Ficha de preparación 1760001550001.pdf"),
        one(kinds.REFERRED, "soporte@ejemplo.gob.ec", states.SENT, 180, tries=1,
            tried_at=now - timedelta(minutes=179), sender="VENTANILLA-1"),
        one(kinds.ENROLMENT_READY, "titular@ejemplo.gob.ec", states.SENT, 1500, tries=1,
            tried_at=now - timedelta(minutes=1499), sender="VENTANILLA-2"),
    ]  # fmt: skip


def _page(*, filled: bool = True, longest: bool = False, leaves: bool = True) -> MainWindow:
    demo = new_demo()
    demo.clock.at("11:30")
    if filled:
        with demo.desk.units.write() as unit:
            for mail in _mails(demo, longest=longest):
                unit.mails.add(mail)
                unit.log.append(
                    "mail", mail.id, 1, "mail_queued", {}, actor_id=None, at=mail.made_at
                )
    page = MailPage(demo.desk, demo.office.actor("asesor-1"), leaves=leaves, hurry=lambda: None)
    return demo_window("mail", page, Role.CLERK, "Ana Villacís", "Ventanilla 1")


def _shown(window: MainWindow) -> MailPage:
    page = window.page("mail")
    assert isinstance(page, MailPage)
    window.resize(1366, 768)
    window.show()
    while page.presenter.state is None or page.presenter.runner.is_busy:
        QCoreApplication.processEvents()
    return page


def done() -> QWidget:
    """What was sent."""
    window = _page()
    page = _shown(window)
    page.list.scope.click()
    while page.presenter.state is None or not page.presenter.state.done:
        QCoreApplication.processEvents()
    return window


def again() -> QWidget:
    """Asking before a message is sent that may have arrived."""
    window = _page()
    _shown(window).reading.again.click()
    return window


def sending() -> QWidget:
    """A message, shown before it is sent; the same was sent already."""
    window = _page(filled=False)
    page = _shown(window)
    notice = CaseNotice(
        MailKind.RETURNED,
        "rosa.chimborazo@ejemplo.gob.ec",
        "Trámite QUITO-26-00012-7: falta completar Usuario administrador",
        _BODY,
    )

    before = "Ya hay uno del 04/12/2026 10:05: enviado."
    SendSheet(MailSender(page), notice, lambda _again: _queued(), before=before).open(page)
    return window


SCREENS = {
    "mail": _page,
    "mail-done": done,
    "mail-again": again,
    "mail-sending": sending,
    "mail-longest": lambda: _page(longest=True),
    "mail-empty": lambda: _page(filled=False),
    "mail-training": lambda: _page(leaves=False),
}
