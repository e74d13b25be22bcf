"""The receipt of an enrolment: what was captured and excepted, and what comes of it."""

from dataclasses import dataclass
from uuid import UUID

from desktop.ports import PrintOutcome
from desktop.ports.enrolment_paper import EnrolmentReceipt, ReceiptFinger
from desktop.ports.entity_papers import EntityPaper
from desktop.usecases.case_steps import staff_name
from desktop.usecases.desk import Desk, Step, begin
from desktop.usecases.enrolment_admin import look
from desktop.usecases.enrolment_standing import came_of
from desktop.usecases.paper import Paper
from domain.authorisers import AuthoriserState
from domain.captures import CaptureSummary, FingerSummary
from domain.enrolment import Enrolment, EnrolmentState, Method
from domain.errors import KnownError
from domain.fingers import FingerException
from domain.staff import Action, Actor

_LOOKED = "Imprimió la constancia"
_RIGHTS = (
    "Puede pedir acceso a sus datos, su rectificación o su eliminación en esta oficina; la respuesta"
    " se da en un plazo de 15 días. Cada consulta de su registro queda anotada."
)


class NothingCaptured(KnownError):
    """There is nothing yet of which a receipt could be given."""

    what = "De este enrolamiento todavía no hay una captura."
    kept = "No se imprimió nada."
    todo = "Imprima la constancia después de confirmar la captura."


@dataclass(frozen=True, slots=True)
class _Standing:
    """How an enrolment stands on paper: in a word, what it means, and whether that is all."""

    state: str
    meaning: str
    done: bool = False


_WAITING = _Standing(
    "En espera de comprobación",
    "Sus huellas y su fotografía se guardaron cifradas. Falta comprobarlas en el centro; todavía"
    " no puede autorizar pagos.",
)
_CHECKED = _Standing(
    "Comprobado",
    "Falta configurarlo en el Sistema de Autenticación Biométrica; todavía no puede autorizar"
    " pagos.",
)
_ASKED = _Standing(
    "Por confirmar",
    "Está enrolado. Su activación espera la confirmación del centro; hasta entonces no puede"
    " autorizar pagos.",
)
_WITHDRAWN = _Standing("Retirado", "Este enrolamiento no continúa.", done=True)
_REPLACED = _Standing(
    "Reemplazado", "Un enrolamiento posterior de la misma persona ocupa su lugar.", done=True
)
_CAME_OF = {
    AuthoriserState.ACTIVE: _Standing(
        "Activo", "Autoriza con su huella los pagos de la entidad.", done=True
    ),
    AuthoriserState.ENROLLED_INACTIVE: _Standing(
        "Enrolado, inactivo",
        "Está enrolado y autoriza pagos solo cuando la entidad lo active en lugar de quien lo hace"
        " ahora.",
        done=True,
    ),
    AuthoriserState.SUSPENDED: _Standing(
        "Suspendido", "Está ausente; otra persona autoriza los pagos.", done=True
    ),
    AuthoriserState.ENDED: _Standing(
        "Terminado", "Su designación terminó; ya no autoriza pagos.", done=True
    ),
}


def print_receipt(desk: Desk, actor: Actor, paper: Paper, enrolment_id: UUID) -> PrintOutcome:
    """Print the receipt of what was captured; that is a look, and recorded.

    Raises:
        NothingCaptured: as its name says.
        PrintFailed: it was neither printed nor saved; the enrolment stands all the same.
        NotFound, NotAllowed: as their names say.
    """
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.SEE_ENROLMENTS)
        enrolment = look(step, enrolment_id, _LOOKED)
        receipt = _receipt(step, enrolment)
    pdf = paper.documents.enrolment_receipt(receipt)
    title = f"Enrolamiento {receipt.case_number} {receipt.role}"
    return paper.printer.print_pdf(pdf, printer=paper.sheets(), title=title)


def _receipt(step: Step, enrolment: Enrolment) -> EnrolmentReceipt:
    if enrolment.captured_at is None or not enrolment.summary:
        raise NothingCaptured()
    unit = step.unit
    office = unit.offices.office()
    entity = unit.entities.get(enrolment.entity_id)
    person = unit.people.get(enrolment.person_id)
    summary = CaptureSummary.from_json(enrolment.summary)
    standing = _standing(step, enrolment)
    on_file = enrolment.method is Method.BY_EMAIL
    reader = " · serie ".join(part for part in (summary.reader, summary.serial) if part)
    return EnrolmentReceipt(
        EntityPaper.of(office, entity, step.now, step.actor.full_name),
        unit.cases.get(enrolment.case_id).number,
        person.name,
        f"{person.document_type.label} {person.document}".strip(),
        enrolment.role.value.capitalize(),
        standing.state,
        standing.done,
        standing.meaning,
        (
            *(_taken(step, one) for one in summary.fingers),
            *(_left_out(step, one) for one in summary.exceptions),
            ReceiptFinger("Fotografía", summary.photo, "Capturada", ""),
        ),
        f"{reader} (huellas que ya constaban)" if on_file else reader,
        office.local(enrolment.captured_at),
        staff_name(step, enrolment.captured_by),
        None if enrolment.notice_at is None else office.local(enrolment.notice_at),
        enrolment.basis,
        _kept(step, enrolment),
        _RIGHTS,
    )


def _standing(step: Step, enrolment: Enrolment) -> _Standing:
    match enrolment.state:
        case EnrolmentState.CHECKED:
            return _CHECKED
        case EnrolmentState.WITHDRAWN:
            return _WITHDRAWN
        case EnrolmentState.ENROLLED | EnrolmentState.CLOSED:
            made, asked = came_of(step, enrolment)
            if made is None:
                return _REPLACED  # the designation goes by the later one's fingerprints
            return _CAME_OF[made.state] if asked is None else _ASKED
        case _:
            # A hit is not told here: it is for who decides it, and may be nothing.
            return _WAITING


def _taken(step: Step, one: FingerSummary) -> ReceiptFinger:
    qualities = ", ".join(str(quality) for quality in one.qualities)
    times = "1 impresión" if len(one.qualities) == 1 else f"{len(one.qualities)} impresiones"
    detail = f"{times}, calidad {qualities}"
    if one.accepted_by is None:
        return ReceiptFinger(one.finger.label, True, "Capturado", detail)
    by = staff_name(step, one.accepted_by)
    return ReceiptFinger(
        one.finger.label, True, "Capturado con calidad menor", f"{detail}. Lo aceptó {by}"
    )


def _left_out(step: Step, one: FingerException) -> ReceiptFinger:
    lasting = "permanente" if one.permanent else "temporal"
    return ReceiptFinger(
        one.finger.label,
        False,
        f"Exceptuado: {one.reason.label.lower()}, {lasting}",
        f"Lo autorizó {staff_name(step, one.allowed_by)}",
    )


def _kept(step: Step, enrolment: Enrolment) -> str:
    if enrolment.delete_after is not None:
        return f"Hasta el {enrolment.delete_after:%d/%m/%Y}; luego se eliminan."
    years = step.unit.enrolments.rules(enrolment.office_id).retention_years
    words = "1 año" if years == 1 else f"{years} años"
    return f"Mientras dure su designación y {words} después de ella; luego se eliminan."
