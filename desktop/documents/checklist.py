"""What to bring, on A4: every requirement of the services asked for, to take home."""

from reportlab.lib.units import mm
from reportlab.platypus import (
    CondPageBreak,
    Flowable,
    KeepTogether,
    Paragraph,
    Spacer,
    Table,
)

from desktop.documents.a4 import CONTENT, Frame4, a4_document
from desktop.documents.canvas import AMBER, BLUE, PALE_AMBER, PALE_BLUE, SOFT
from desktop.documents.flowables import (
    CheckBox,
    facts,
    fitting,
    listing,
    notice,
    said,
    style,
    within,
)
from desktop.documents.lettering import BOLD, MEDIUM, SEMIBOLD, load_fonts, markup
from desktop.ports import ChecklistSheet
from domain.catalogue import Service
from domain.requirements import Requirement, RequirementKind

_TICK = 9 * mm
_ACROSS = CONTENT - _TICK


def checklist(sheet: ChecklistSheet, *, training: bool) -> bytes:
    """Return the PDF of "Qué debe traer" for the services of ``sheet``."""
    load_fonts()
    story: list[Flowable] = [said("Qué debe traer", style(BOLD, 22, after=4))]
    if any(service.requirements for service in sheet.services):
        lead = "Marque lo que ya tiene y venga con todo completo: así no tendrá que regresar."
        story.append(said(lead, style(size=10.5, color=SOFT, after=6)))
    for service in sheet.services:
        story += _service(service)
    story.append(_where(sheet))
    return a4_document(
        Frame4(
            title="Qué debe traer",
            ministry=sheet.ministry,
            office=sheet.office,
            foot=f"Catálogo de servicios, versión {sheet.catalogue_version}",
            printed_at=sheet.printed_at,
            training=training,
        ),
        story,
    )


def _service(service: Service) -> list[Flowable]:
    head: list[Flowable] = [
        Spacer(0, 12),
        said(service.name, style(SEMIBOLD, 14, BLUE, after=2)),
        said(service.description, style(color=SOFT, after=5)),
        facts(_facts(service)),
        Spacer(0, 8),
    ]
    # A title alone at the foot of a page helps nobody.
    story: list[Flowable] = [CondPageBreak(70 * mm), *head]
    if service.requirements:
        story.append(_table(service.requirements))
    else:
        story.append(notice("No necesita traer documentos.", ink=BLUE, ground=PALE_BLUE))
    if service.requested_data:
        data = ", ".join(service.requested_data)
        story.append(Spacer(0, 8))
        story.append(
            Paragraph(f"<b>En el oficio indique:</b> {markup(data, 600)}.", style(size=9.5))
        )
    if service.how_to:
        story.append(KeepTogether(_steps(service.how_to)))
    return story


def _facts(service: Service) -> list[tuple[str, str]]:
    channels = ", ".join(channel.label for channel in service.channels)
    pairs = [
        ("Tiempo de respuesta", service.response.words),
        ("Costo", service.cost_words),
        ("Cómo se pide", channels + (f" ({service.contact})" if "@" in service.contact else "")),
        ("Horario", service.hours),
        ("Para quién", ", ".join(service.beneficiaries)),
        ("Formulario", service.form_link),
        ("Tome en cuenta", service.note),
    ]
    return [(label, value[:1].upper() + value[1:]) for label, value in pairs]


def _table(requirements: tuple[Requirement, ...]) -> Table:
    rows = [
        ["" if item.kind is RequirementKind.COMMITMENT else CheckBox(), _requirement(item)]
        for item in requirements
    ]
    return listing(rows, [_TICK, _ACROSS])


def _requirement(item: Requirement) -> list[Flowable]:
    title, words, soft = style(SEMIBOLD, 10.5), style(size=9.5), style(size=9.5, color=SOFT)
    name = fitting(f"{item.number}. {item.document}", title, 4, _ACROSS)
    code = f" · {fitting(item.form_code, title, 1, _ACROSS)}" if item.form_code else ""
    parts: list[Flowable] = [
        Paragraph(f'{name}<font name="{MEDIUM}" color="#51606F">{code}</font>', title)
    ]
    kind = "" if item.kind is RequirementKind.DOCUMENT else item.kind.label
    details = ": ".join(part for part in (kind, item.details) if part)
    legal = f"Base legal: {item.legal_base}" if item.legal_base else ""
    for text, shown, lines in (
        (details[:1].upper() + details[1:], words, 2),
        (item.condition, style(MEDIUM, 9.5), 4),
        (item.note, soft, 4),
        (legal, style(size=9, color=SOFT), 3),
    ):
        if text:
            parts.append(within(text, shown, lines, _ACROSS))
    if item.warning:
        parts.append(Spacer(0, 4))
        parts.append(notice(item.warning, ink=AMBER, ground=PALE_AMBER, across=_ACROSS))
    return parts


def _steps(steps: tuple[str, ...]) -> list[Flowable]:
    return [
        Spacer(0, 10),
        said("Cómo hacerlo", style(SEMIBOLD, 10.5, after=2)),
        *(
            said(f"{number}. {step}", style(size=9.5, after=1))
            for number, step in enumerate(steps, start=1)
        ),
    ]


def _where(sheet: ChecklistSheet) -> Flowable:
    pairs = [("Oficina", sheet.office), ("Dirección", sheet.address), ("Horario", sheet.hours)]
    return KeepTogether(
        [
            Spacer(0, 16),
            said("Dónde le atendemos", style(SEMIBOLD, 12, after=4)),
            facts(pairs),
        ]
    )
