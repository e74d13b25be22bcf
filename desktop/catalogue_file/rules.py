"""What the fields of a service must be to each other.

A catalogue that breaks one of these would leave a clerk before a case that cannot go on: a
condition nobody can answer, a promise that never begins, a step that copies nothing.
"""

from collections.abc import Collection, Sequence

from desktop.yaml_fields import Fields
from desktop.yaml_tree import shown
from domain.catalogue import Channel, Service
from domain.requirements import Requirement, RequirementKind, cycle_of_conditions
from domain.response import ClockStart
from domain.service_steps import COPIED, CaseField, FieldKind, FieldRole
from domain.staff import Role

MOST_REASONS = 9
"""A reason is chosen with one digit, 1 to 9."""

_BY_DOCUMENTS = (ClockStart.COMPLETE_DOCUMENTS, ClockStart.COMPLETE_SUBMISSION)


def check_service(fields: Fields, service: Service) -> None:
    """Note what in a service contradicts itself."""
    if service.is_support:
        for key, there in (
            ("requirements", service.requirements),
            ("fields", service.fields),
            ("steps", service.steps),
        ):
            if there:
                fields.fault(key, "un servicio de soporte no lleva requisitos, datos ni pasos")
    if service.response.since in _BY_DOCUMENTS and not service.requirements:
        fields.fault("response", "cuenta desde los documentos y el servicio no pide ninguno")
    if service.needs_kit and Role.TECHNICIAN not in service.served_by:
        fields.fault("needs_kit", "el servicio usa el kit y no lo atiende un técnico (technician)")
    if service.email_condition and Channel.EMAIL not in service.channels:
        fields.fault("email_condition", "el servicio no se pide por correo (email)")


def check_reasons(fields: Fields, requirement: Requirement, *, told: int) -> None:
    """Note a document that nobody could reject, or one with more reasons than digits.

    Args:
        told: how many reasons the file names, known or not.
    """
    if requirement.kind is RequirementKind.DOCUMENT and not told:
        fields.fault("reasons", "falta al menos un motivo de rechazo")
    if told > MOST_REASONS:
        fields.fault("reasons", f"admite hasta {MOST_REASONS} motivos, uno por tecla")


def check_requirements(fields: Fields, requirements: Sequence[Requirement]) -> None:
    """Note repeated numbers and conditions that cannot be answered."""
    fields.unique("requirements", [item.number for item in requirements], "el requisito")
    by_number = {item.number: item for item in requirements}
    for place, item in enumerate(requirements):
        for number in item.depends_on:
            other = by_number.get(number)
            if number == item.number:
                words = f"el requisito {number} depende de sí mismo"
            elif number and other is None:
                words = f"el requisito {item.number} depende del {number}, que no existe"
            elif other is not None and not other.conditional:
                words = (
                    f"el requisito {item.number} depende del {number}, que se pide siempre: "
                    "póngale una condición"
                )
            else:
                continue
            fields.fault_in("requirements", place, words)
    circle = cycle_of_conditions(requirements)
    if len(circle) > 2:  # a requirement that hangs on itself was told already
        place = next(i for i, item in enumerate(requirements) if item.number == circle[0])
        named = " → ".join(map(str, circle))
        fields.fault_in("requirements", place, f"las condiciones forman un círculo: {named}")


def check_fields(fields: Fields, asked: Sequence[CaseField]) -> None:
    """Note fields of a case that cannot be filled in."""
    fields.unique("fields", [field.key for field in asked], "el dato")
    fields.unique("fields", [field.role for field in asked], "el papel")
    for place, field in enumerate(asked):
        for wrong, words in (
            (field.kind is FieldKind.CHOICE and not field.options, "faltan las opciones"),
            (field.kind is not FieldKind.CHOICE and field.options, "solo «choice» lleva opciones"),
            (len(set(field.options)) < len(field.options), "una opción se repite"),
            (
                field.role is not None and field.kind is not FieldKind.DATE,
                "el comienzo o el fin de un período es una fecha (date)",
            ),
        ):
            if wrong:
                fields.fault_in("fields", place, f"el dato «{field.key}»: {words}")
    roles = [field.role for field in asked]
    if FieldRole.TO in roles and FieldRole.FROM not in roles:
        place = roles.index(FieldRole.TO)
        fields.fault_in("fields", place, f"el dato «{asked[place].key}»: falta el comienzo (from)")


def check_steps(fields: Fields, service: Service, systems: Collection[str]) -> None:
    """Note steps that copy what no case has, or are done nowhere."""
    fields.unique("steps", [step.code for step in service.steps], "el paso")
    known = {field.key for field in service.fields} | COPIED.keys()
    for place, step in enumerate(service.steps):
        if step.system and step.system not in systems:
            words = f"el paso «{step.code}»: no existe el sistema «{shown(step.system)}»"
            fields.fault_in("steps", place, words)
        needed = service.requirement(step.only_with) if step.only_with else None
        if step.only_with and (needed is None or not needed.conditional):
            words = f"el paso «{step.code}»: «only_with» nombra un requisito con condición"
            fields.fault_in("steps", place, words)
        for key in step.copies:
            if key and key not in known:
                words = f"el paso «{step.code}» copia «{shown(key)}», que no existe"
                fields.fault_in("steps", place, words)
        if len(set(step.copies)) < len(step.copies):
            fields.fault_in("steps", place, f"el paso «{step.code}»: copia dos veces lo mismo")
