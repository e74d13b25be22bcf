"""From what the use cases tell of enrolments to what the page shows; without Qt."""

from datetime import datetime

from desktop.usecases.authorisers import EntityAuthorisers
from desktop.usecases.case_view import Copied
from desktop.usecases.enrolment_standing import Deed
from desktop.usecases.enrolment_view import (
    CaseToEnrol,
    EnrolmentRow,
    EnrolmentView,
    Overview,
    Sibling,
)
from domain.authorisers import AuthoriserState, ChangeState
from domain.captures import CaptureSummary
from domain.enrolment import DuplicateCheck, EnrolmentState, Method
from domain.people import Person
from domain.seats import AuthoriserRole
from ui.biometrics.state import (
    After,
    AfterState,
    BiometricsState,
    Line,
    Row,
    Step,
    Who,
    WorkState,
)
from ui.casework.head import moment_words
from ui.reception.state import document_words
from ui.theme import Kind

SYSTEM = "Sistema de Autenticación Biométrica"
KINDS = {
    EnrolmentState.REQUESTED: Kind.NEUTRAL,
    EnrolmentState.RETURNED: Kind.WARN,
    EnrolmentState.VALIDATED: Kind.INFO,
    EnrolmentState.CAPTURED: Kind.WARN,
    EnrolmentState.CHECKED: Kind.INFO,
    EnrolmentState.ENROLLED: Kind.OK,
    EnrolmentState.CLOSED: Kind.OK,
    EnrolmentState.WITHDRAWN: Kind.NEUTRAL,
}
_AT_KIT = frozenset({EnrolmentState.REQUESTED, EnrolmentState.RETURNED, EnrolmentState.VALIDATED})


# ----------------------------------------------------------------------------- the list
def list_of(found: Overview) -> BiometricsState:
    """Return the list: who is here first, then what waits, with why."""
    rows = [*(_row(one) for one in found.rows), *(_to_name(one) for one in found.to_request)]
    rows.sort(key=lambda row: not row.here)
    stops = ""
    if found.full:
        stops = (
            f"Hay {found.unsent} capturas por enviar al centro, el máximo permitido: no se puede"
            " capturar hasta que haya enlace."
        )
    return BiometricsState(tuple(rows), stops=stops, change=found.change, at=found.now)


def _row(one: EnrolmentRow) -> Row:
    enrolment = one.enrolment
    held = "" if one.mine else f" · lo tiene {one.holder}"
    return Row(
        enrolment.id,
        enrolment.id,
        enrolment.case_id,
        one.person.name,
        document_words(one.person),
        enrolment.role.value.capitalize(),
        one.entity.name,
        one.number,
        enrolment.state.label,
        KINDS[enrolment.state],
        f"{_here(one.here)}{one.waits}{held}",
        one.here,
    )


def _to_name(one: CaseToEnrol) -> Row:
    return Row(
        one.id,
        None,
        one.id,
        one.bearer or "Sin persona",
        "trae el trámite",
        "—",
        one.entity or "Sin entidad",
        one.number,
        "Por nombrar",
        Kind.NEUTRAL,
        f"{_here(one.here)}Diga a quién se enrola",
        one.here,
        one.bearer_id,
    )


def _here(here: bool) -> str:
    return "Aquí ahora · " if here else ""


# ----------------------------------------------------------------------------- one enrolment
def work_of(found: EnrolmentView, of_entity: EntityAuthorisers) -> WorkState:
    """Return what the page shows of an enrolment.

    Args:
        of_entity: who authorises for its entity now.
    """
    enrolment, rules = found.enrolment, found.rules
    named = {enrolment.role, *(one.enrolment.role for one in _counting(found))}
    left = [role for role in AuthoriserRole if role not in named]
    following = found.next
    return WorkState(
        enrolment.id,
        enrolment.case_id,
        step_of(found),
        _who(found),
        rules.fingers,
        rules.minimum,
        _papers_words(found),
        _papers(found),
        Deed.VALIDATE in found.deeds,
        Deed.USE_FILE in found.deeds,
        enrolment.notice or rules.notice,
        f"Base legal: {enrolment.basis or rules.legal_basis}",
        _checks(found, of_entity),
        _after(found),
        None if following is None else following.enrolment.id,
        left[0]
        if left and found.mine and enrolment.state is not EnrolmentState.WITHDRAWN
        else None,
        tuple((f"{pc.name} · {pc.serial}", pc.id) for pc in found.pcs),
        _message(found, of_entity),
        enrolment.ods_installed if Deed.NOTE_ODS in found.deeds else None,
        Deed.WITHDRAW in found.deeds,
        found.history,
        _resumed(found),
        dict(found.names),
    )


def step_of(found: EnrolmentView) -> Step:
    """Return the step at which an enrolment stands."""
    enrolment = found.enrolment
    if not found.mine or enrolment.state not in _AT_KIT:
        return Step.AFTER
    if enrolment.state is not EnrolmentState.VALIDATED:
        return Step.PAPERS
    return Step.NOTICE if enrolment.notice_at is None else Step.FINGERS


def _counting(found: EnrolmentView) -> list[Sibling]:
    over = EnrolmentState.WITHDRAWN
    return [one for one in found.siblings if one.enrolment.state is not over]


def _who(found: EnrolmentView) -> Who:
    following = found.next
    words = ""
    if following is not None:
        words = f"Sigue: {following.enrolment.role.value} de la misma entidad"
    return Who(
        found.person.name,
        document_words(found.person),
        found.enrolment.role.value.capitalize(),
        found.entity.name,
        found.case.number,
        words,
    )


def _papers_words(found: EnrolmentView) -> str:
    if found.enrolment.state is EnrolmentState.RETURNED:
        return "El trámite se devolvió con su lista. Sigue cuando traigan lo que falta."
    if found.missing:
        return "Falta algo antes de validar. Lo de la entidad se registra una vez para los dos."
    return "Todo está en regla. Al validar queda registrado quién revisó y cuándo."


def _papers(found: EnrolmentView) -> tuple[Line, ...]:
    person, missing = found.person, found.missing
    known = (
        ("Documentación del trámite", "documentación", "Márquela en el trámite"),
        ("Contrato de comodato vigente", "comodato", "Regístrelo en Entidades"),
        ("Kit entregado con su acta", "entrega", "Regístrela en Entidades"),
    )
    lines = [Line("Persona", f"{document_words(person)} · {person.name}", Kind.OK)]
    told: set[str] = set()
    for name, mark, todo in known:
        lacks = [one for one in missing if mark in one]
        told.update(lacks)
        lines.append(Line(name, f"Falta. {todo}." if lacks else "Consta", _kind(bad=bool(lacks))))
    lines += [Line(_first(one), "Falta", Kind.ERROR) for one in missing if one not in told]
    return tuple(lines)


def _kind(*, bad: bool) -> Kind:
    return Kind.ERROR if bad else Kind.OK


def _first(words: str) -> str:
    return words[:1].upper() + words[1:]


def _resumed(found: EnrolmentView) -> str:
    at = found.enrolment.notice_at
    if at is None:
        return ""
    return (
        f"Aviso de privacidad dado {_moment(found, at)}. Lo que capture queda en memoria, y se"
        " guarda sellado al confirmar."
    )


def _moment(found: EnrolmentView, at: datetime) -> str:
    return moment_words(found.office.local(at), found.office.local(found.now))


# ----------------------------------------------------------------------------- the checks
def _checks(found: EnrolmentView, of_entity: EntityAuthorisers) -> tuple[Line, ...]:
    return (_identity(found.person), _duplicates(found, of_entity), _role(found, of_entity))


def _identity(person: Person) -> Line:
    return Line("Identidad", f"{document_words(person)}, registrada", Kind.OK)


def _duplicates(found: EnrolmentView, of_entity: EntityAuthorisers) -> Line:
    enrolment = found.enrolment
    match enrolment.check_state:
        case DuplicateCheck.NONE:
            who = "el centro lo comprueba" if of_entity.linked else "se comprueba en esta oficina"
            return Line("Duplicados", f"{who} al confirmar la captura")
        case DuplicateCheck.WAITING:
            return Line("Duplicados", found.waits or "en espera de comprobación", Kind.WARN)
        case DuplicateCheck.HIT:
            words = "hay una coincidencia; la decide una persona"
            return Line("Duplicados", words, Kind.WARN)
        case DuplicateCheck.CLEAR:
            return Line("Duplicados", "sin coincidencias", Kind.OK)
        case _:
            by = f" por {enrolment.checked_by}" if enrolment.checked_by else ""
            return Line("Duplicados", f"coincidencia descartada{by}", Kind.OK)


def _role(found: EnrolmentView, of_entity: EntityAuthorisers) -> Line:
    role = found.enrolment.role
    if found.authoriser is not None:
        return Line("Rol", _stands(found), _stands_kind(found))
    others = [
        line
        for line in of_entity.authorisers
        if line.authoriser.role is role and line.authoriser.state is not AuthoriserState.ENDED
    ]
    if others:
        words = f"la entidad ya tiene {role.value}: {others[0].person.name}"
        return Line("Rol", words, Kind.WARN)
    return Line("Rol", f"la entidad no tiene otro {role.value}", Kind.OK)


def _stands(found: EnrolmentView) -> str:
    role, made = found.enrolment.role.value, found.authoriser
    if found.asked is not None and found.asked.state is ChangeState.WAITING:
        return f"{role}, por confirmar por el centro"
    if found.asked is not None:
        return f"{role}, programado para el {found.asked.starts_on:%d/%m/%Y}"
    return role if made is None else f"{role}, {made.state.label.lower()}"


def _stands_kind(found: EnrolmentView) -> Kind:
    if found.asked is not None:
        return Kind.WARN
    return Kind.OK


# ----------------------------------------------------------------------------- after the capture
def _after(found: EnrolmentView) -> AfterState:
    enrolment, following = found.enrolment, found.next
    receipt = Deed.RECEIPT in found.deeds
    act, go = After.LOOK, "Volver a la lista"
    if following is not None and found.mine:
        act, go = After.FOLLOWING, f"Seguir con el {following.enrolment.role.value}"
    captured = (_captured(found),)
    match enrolment.state:
        case EnrolmentState.CAPTURED:
            words = f"{found.waits}. {_CHECKING[enrolment.check_state]}"
            return AfterState(
                "Capturado y sellado", words, captured, act=act, go=go, receipt=receipt
            )
        case EnrolmentState.CHECKED if Deed.CONFIGURE in found.deeds:
            return AfterState(
                f"Configurar en el {SYSTEM}",
                "Hágalo en ese sistema con estos datos y luego regístrelo aquí.",
                captured,
                "Cada dato se copia con su número.",
                _copied(found),
                After.CONFIGURE,
                "Hecho en el sistema…",
                receipt,
            )
        case EnrolmentState.CHECKED:
            title = f"Por configurar en el {SYSTEM}"
            words = _CONFIGURED_BY_ANOTHER
            return AfterState(title, words, captured, act=act, go=go, receipt=receipt)
        case EnrolmentState.ENROLLED if Deed.NOTIFY in found.deeds:
            return AfterState(
                "Notificar a la entidad",
                "Copie el mensaje, envíelo a la entidad y regístrelo.",
                (*captured, _ods(found)),
                act=After.NOTIFY,
                go="Entidad notificada",
                receipt=receipt,
            )
        case EnrolmentState.ENROLLED:
            title, words = "Entidad por notificar", "Lo notifica quien atiende el trámite."
            return AfterState(title, words, captured, act=act, go=go, receipt=receipt)
        case EnrolmentState.CLOSED:
            title, words = "Enrolamiento terminado", "La entidad fue notificada."
            lines = (*captured, _ods(found))
            return AfterState(title, words, lines, act=act, go=go, receipt=receipt)
        case EnrolmentState.WITHDRAWN:
            words = f"Motivo: {enrolment.reason}"
            return AfterState("Enrolamiento retirado", words, act=act, go=go, receipt=receipt)
        case _:
            holder = found.holder or "otra persona"
            words = f"Lo tiene {holder}. Pídale que continúe, o que le pase el trámite."
            return AfterState("Lo atiende otra persona", words, _papers(found), act=act, go=go)


def _ods(found: EnrolmentView) -> Line:
    if found.enrolment.ods_installed:
        return Line("Programa ODS", "la entidad confirmó que lo instaló", Kind.OK)
    return Line("Programa ODS", "la entidad todavía no confirma que lo instaló", Kind.WARN)


_CHECKING = {
    DuplicateCheck.NONE: "",
    DuplicateCheck.WAITING: (
        "Se busca si la persona ya consta con otra identidad; seguirá solo cuando haya respuesta."
    ),
    DuplicateCheck.HIT: "Una persona del ministerio compara y decide. No haga nada aquí.",
    DuplicateCheck.CLEAR: "",
    DuplicateCheck.DECIDED: "",
}
_CONFIGURED_BY_ANOTHER = (
    "Lo configura otra persona del equipo de biometría: quien validó los documentos no puede."
)


def _copied(found: EnrolmentView) -> tuple[Copied, ...]:
    only = found.pcs[0] if len(found.pcs) == 1 else None
    computer = () if only is None else (Copied("Equipo de pago", f"{only.name} {only.serial}"),)
    return (*found.copied, *computer)


def _captured(found: EnrolmentView) -> Line:
    enrolment = found.enrolment
    words = summary_words(found.summary)
    if enrolment.method is Method.BY_EMAIL:
        return Line("Captura", f"se usan las huellas que constan: {words}", Kind.OK)
    at = "" if enrolment.captured_at is None else f" {_moment(found, enrolment.captured_at)}"
    by = found.names.get(enrolment.captured_by, "") if enrolment.captured_by else ""
    return Line("Captura", f"{words}{at}{f' por {by}' if by else ''}", Kind.OK)


def summary_words(summary: CaptureSummary) -> str:
    """Return what a capture holds, in few words."""
    count, out = len(summary.fingers), len(summary.exceptions)
    words = "1 dedo" if count == 1 else f"{count} dedos"
    excepted = "" if not out else ", 1 exceptuado" if out == 1 else f", {out} exceptuados"
    return f"{words}{excepted}{' y fotografía' if summary.photo else ''}"


def _message(found: EnrolmentView, of_entity: EntityAuthorisers) -> str:
    if found.enrolment.state not in {EnrolmentState.ENROLLED, EnrolmentState.CLOSED}:
        return ""
    name, document = found.office.name, document_words(found.person)
    return "\n".join(
        (
            f"Asunto: Enrolamiento registrado · {found.entity.name} · {found.case.number}",
            "",
            (
                f"Se registró el enrolamiento de {found.person.name},"
                f" {document[:1].lower()}{document[1:]}, como {found.enrolment.role.value} de"
                f" {of_entity.entity.name}."
            ),
            f"Situación actual: {_stands(found)}.",
            (
                "Si todavía no lo hizo, instale el programa ODS en el equipo desde el que paga y"
                " avísenos cuando esté listo."
            ),
            "",
            name,
        )
    )
