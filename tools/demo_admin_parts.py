"""What some sections of Administración are shown with: kit, mail server, authorities, all invented."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from desktop.ports.trust import Authority, RevocationList, Trusted
from desktop.usecases.enrolment_admin import DueForDeletion
from domain.enrolment import Enrolment
from domain.enrolment_rules import EnrolmentRules
from domain.ids import new_id
from domain.seats import AuthoriserRole
from ui.admin.biometrics import BiometricsKeeping, ReaderNeeds, ThisKit
from ui.admin.mail import MailChosen, MailKeeping
from ui.admin.trust import TrustKeeping

TODAY = date(2026, 12, 4)
NOW = datetime(2026, 12, 4, 15, 4, 12, tzinfo=UTC)


def biometrics() -> BiometricsKeeping:
    """Rules of enrolment and a kit that change nothing."""
    office_id = new_id()
    rules = EnrolmentRules(office_id, version=1)
    one = Enrolment(
        new_id(), office_id, new_id(), new_id(), new_id(), AuthoriserRole.TITULAR, new_id(), NOW
    )
    due = tuple(
        DueForDeletion(replace(one, id=new_id()), person, entity, TODAY - timedelta(days=days))
        for person, entity, days in (
            ("Rosa Elvira Chimborazo Quishpe", "GAD Municipal de Cayambe", 12),
            ("Luis Andrade Ponce", "Hospital General Docente de Calderón", 3),
        )
    )
    return BiometricsKeeping(
        rules=lambda: rules,
        change_rules=lambda _version, _form: rules,
        due=lambda: due,
        delete=lambda _id: None,
        kit=lambda: ThisKit("automatic", "", (ReaderNeeds("U.are.U 4500", 30),)),
        change_kit=lambda _kit: None,
        drivers=(
            ("automatic", "El que esté conectado"),
            ("sbi", "Servicio del fabricante (SBI)"),
            ("libfprint", "Lector conectado por USB (libfprint)"),
        ),
        find_readers=lambda: ("U.are.U 4500",),
        find_cameras=lambda: (("cam", "Cámara USB"),),
    )


def mailing() -> MailKeeping:
    """The mail server of this computer."""
    chosen = MailChosen(
        "correo.finanzas.gob.ec",
        587,
        "starttls",
        "ventanilla.quito",
        "ventanilla.quito@finanzas.gob.ec",
        kept=True,
    )
    return MailKeeping(lambda: chosen, lambda _chosen, _secret: None, lambda _to: None)


def trusting() -> TrustKeeping:
    """Authorities that are invented, each with something else to say."""

    def one(name: str, under: str, until: int, mark: str) -> Authority:
        ends = NOW + timedelta(days=until)
        return Authority(
            f"{mark}.cer", name, under, NOW - timedelta(days=2000), ends, mark * 32, b""
        )

    def told(name: str, until: int) -> RevocationList:
        made, ends = NOW - timedelta(days=20), NOW + timedelta(days=until)
        return RevocationList(f"{name}.crl", name, made, ends, b"")

    root, under = "Autoridad Raíz de Ejemplo", "Autoridad de Certificación de Ejemplo 2"
    found = Trusted(
        (
            one(under, root, 1200, "a7"),
            one(root, "", 3600, "3c"),
            one("Entidad de Firma Inventada S.A.", "", 900, "91"),
            one("Entidad Antigua de Ejemplo", "", -200, "5e"),
        ),
        (told(root, 40), told(under, -2)),
        ("descarga.cer",),
    )
    return TrustKeeping(
        lambda: found,
        lambda _path: found.authorities[:1],
        lambda _found: None,
        lambda _file: None,
        lambda: NOW,
        ZoneInfo("America/Guayaquil"),
    )
