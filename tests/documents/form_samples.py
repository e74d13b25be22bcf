"""Every form, as an office fills it: nothing known, the usual, and the longest that fits a field."""

from collections.abc import Callable, Mapping
from datetime import datetime

from desktop.documents import PdfDocuments
from desktop.documents.forms import templates
from desktop.documents.forms.template import NAME, Template, texts_of
from desktop.ports.forms import FIELD, FormKind, FormPaper
from domain.case_number import CaseNumber
from domain.people import NAME_LIMIT

MINISTRY = "Ministerio de Economía y Finanzas"
OFFICE = "Centro de Servicios · Quito"
CASE = str(CaseNumber("QUITO", 26, 12))
AT = datetime(2026, 12, 4, 8, 40)
USUAL: Mapping[str, str] = {
    "office.name": OFFICE,
    "office.ministry": MINISTRY,
    "office.address": "Av. Amazonas entre Pereira y Unión Nacional de Periodistas, planta baja",
    "staff.name": "Carmen Tituaña Guamán",
    "today": "4 de diciembre de 2026",
    "case.number": CASE,
    "case.service": "Creación de usuarios administradores",
    "case.received": "04/12/2026",
    "case.channel": "en ventanilla",
    "case.problem": "No puede autorizar los pagos desde el equipo nuevo",
    "case.topic": "Autorización de pagos",
    "case.system": "eSIGEF",
    "case.solution": "Se explicó la operación",
    "case.detail": "Se instaló otra vez el programa ODS y se comprobó un pago.",
    "case.user": "mnacato",
    "requirement.number": "3",
    "requirement.document": "Acción de personal o contrato de quien solicita",
    "requirement.details": "Copia",
    "entity.name": "Gobierno Autónomo Descentralizado Municipal del Cantón Otavalo",
    "entity.ruc": "1060000420001",
    "entity.code": "1234-0000",
    "contract.number": "CC-2026-118",
    "contract.signed": "05/01/2026",
    "contract.ends": "31/12/2027",
    "kit.model": "U.are.U 4500",
    "kit.serial": "UA-118234",
    "kit.record": "AE-2026-77",
    "kit.delivered": "12/01/2026",
    "pc.name": "PAGOS-01",
    "pc.serial": "5CD1340QXZ",
    "pc.place": "Tesorería, segundo piso",
    "absence.first": "09/12/2026",
    "absence.last": "18/12/2026",
    **{
        f"{who}.{what}": value
        for who, name, document in (
            ("bearer", "Jorge Paredes Ñauta", "0962467429"),
            ("beneficiary", "María Ñacato Chimborazo", "1710034065"),
            ("signer", "Luis Andrade Ponce", "0962467429"),
            ("titular", "María Ñacato Chimborazo", "1710034065"),
            ("alterno", "Íñigo Güingla Pérez", "0962467429"),
        )
        for what, value in (
            ("name", name),
            ("document", document),
            ("email", f"{name.split()[0].lower()}@otavalo.gob.ec"),
            ("phone", "06 292 0460"),
        )
    },
    "asked.position": "Director Financiero",
    "asked.signer-position": "Alcalde",
    "asked.unit": "Dirección Financiera",
    "asked.letter-number": "GADMO-DF-2026-0123-O",
    "asked.letter-date": "Otavalo, 3 de diciembre de 2026",
    "asked.previous-name": "Juana Pérez Vinueza",
    "asked.previous-document": "1710034065",
    "asked.last-day": "30/11/2026",
    "asked.address": "Calle García Moreno 505 y Bolívar, Otavalo",
    "asked.until": "31/12/2027",
    "asked.reason": "Vacaciones",
    "asked.mac": "3C-52-82-6A-01-7F",
    "asked.ip": "186.46.120.14",
    "asked.system": "Windows 11 Pro, 24H2",
    "asked.technician": "Sisa Morales Lema",
    "asked.technician-document": "0962467429",
    "asked.titular-position": "Tesorera",
    "asked.alterno-position": "Contador",
    "asked.deliverer-position": "Técnico de biometría",
    "asked.role": "Auditor Externo",
    "asked.resolution": "SEPS-2026-0417",
    "asked.previous": "Juana Pérez Vinueza",
    "asked.carrier": "",
    "asked.carrier-document": "",
    "asked.remarks": "",
    "field.administrator-kind": "Financiero",
    "field.previous-user": "jperez",
    "field.entities": "Instituto de Fomento y sus cuatro agencias",
    "field.grounds": "Convenio 014-2026, cláusula quinta",
    "field.user": "mnacato",
    "field.absence-from": "09/12/2026",
    "field.absence-to": "18/12/2026",
    "field.request": "Presupuesto devengado de los municipios de Imbabura, por año, desde 2020",
    "field.address": "Calle García Moreno 505 y Bolívar, Otavalo",
    "field.person-kind": "Persona jurídica",
}
_TEN_LINES = "Información presupuestaria, de deuda y de anticipos de todas las entidades. " * 8


def names_of(template: Template) -> frozenset[str]:
    """Return the names of the values of a template."""
    texts = [template.lead, *(text for block in template.body for text in texts_of(block))]
    return frozenset(name for text in texts for name in NAME.findall(text))


def filled(template: Template, kind: str = "usual", **more: str) -> FormPaper:
    """Return a form to be drawn.

    Args:
        template: of the form.
        kind: ``usual``, ``shortest`` with nothing known, or ``longest``.
        more: values that it has besides, by name.
    """
    names = names_of(template)
    if kind == "shortest":
        values: dict[str, str] = {}
    elif kind == "usual":
        values = {name: USUAL[name] for name in names}
    else:
        values = {name: _long(name) for name in names}
    place = next(iter(template.about.places), ("", 3))
    return FormPaper(template.about.key, MINISTRY, OFFICE, CASE, place[1], AT, {**values, **more})


def _long(name: str) -> str:
    if name.endswith(".name"):
        return "Maximiliana Wilhelmina Ñacato Chimborazo de Tituaña Guamán y " * 2
    if name.startswith(FIELD):
        return _TEN_LINES[:200]
    if name.startswith("asked."):
        return _TEN_LINES[:600]
    return (USUAL.get(name, "") * 3)[:NAME_LIMIT]


def forms(*, training: bool = False) -> dict[str, Callable[[], bytes]]:
    """Return how each is made, by name: the usual ones, the longest of each kind, one empty."""
    documents = PdfDocuments(training=training)
    made: dict[str, FormPaper] = {}
    kinds: set[FormKind] = set()
    for key, template in templates().items():
        made[f"form-{key.lower()}"] = filled(template)
        if template.about.kind not in kinds:
            kinds.add(template.about.kind)
            made[f"form-{key.lower()}-empty"] = filled(template, "shortest")
            made[f"form-{key.lower()}-long"] = filled(template, "longest")

    def maker(paper: FormPaper) -> Callable[[], bytes]:
        return lambda: documents.form(paper)

    return {name: maker(paper) for name, paper in made.items()}
