"""What an office asks of every enrolment, and what is read to the person before it.

The texts are the usual ones until an administrator writes the office's own. Sources: Ley Orgánica
de Protección de Datos Personales (LOPDP), art. 26 (biometric data are sensitive), art. 12 (what a
person is told), art. 13 (access in 15 days). That payments are authorised by fingerprint is the
ministry's own norm; which one it cites is inferred, so the text is the administrator's to change.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from domain.errors import InvalidInput
from domain.fingers import USUAL_FINGERS, Finger
from domain.text import clean_text

BASIS_LIMIT = 400
NOTICE_LIMIT = 4000
USUAL_BASIS = (
    "Ley Orgánica de Protección de Datos Personales, arts. 7 y 26: tratamiento de datos biométricos"
    " necesario para cumplir una obligación legal del Ministerio, la autenticación de quienes"
    " autorizan pagos del sector público en eSIGEF."
)
USUAL_NOTICE = """\
El Ministerio registrará sus huellas dactilares y una fotografía de su rostro. Son datos sensibles y se usarán solo para comprobar su identidad cuando autorice pagos de su entidad en eSIGEF, y para comprobar que nadie conste con dos identidades.
Se guardan cifrados y apartados de sus datos personales. No se entregan a terceros, salvo orden de autoridad competente.
Se conservan mientras dure su designación y el tiempo que fija el Ministerio después de ella; luego se eliminan.
Usted puede pedir acceso a sus datos, su rectificación o su eliminación en esta oficina; la respuesta se da en un plazo de 15 días. Cada consulta de su registro queda anotada.
Si un dedo no se puede capturar, se anota como excepción; nadie le obligará a forzarlo."""


@dataclass(frozen=True, slots=True)
class EnrolmentRules:
    """What an office asks of every enrolment; changed by its administrator.

    Attributes:
        fingers: those asked for, in the order in which they are captured.
        minimum: so many must be captured, however many exceptions there are.
        two_people: who validated does not configure.
        most_unsent: sealed packets that may wait for the centre before capturing stops.
        retention_years: how long after the end of the designation biometrics are kept.
        legal_basis: the norm that allows keeping them; stored with each enrolment.
        notice: the privacy notice, as it is read to the person.
    """

    office_id: UUID
    fingers: tuple[Finger, ...] = USUAL_FINGERS
    minimum: int = 2
    two_people: bool = True
    most_unsent: int = 50
    retention_years: int = 5
    legal_basis: str = USUAL_BASIS
    notice: str = USUAL_NOTICE
    version: int = 0

    def last_day(self, ended: date) -> date:
        """Return the last day on which biometrics are kept whose reason ended on a day."""
        try:
            return ended.replace(year=ended.year + self.retention_years)
        except ValueError:  # 29 February
            return date(ended.year + self.retention_years, 3, 1)


def checked_rules(rules: EnrolmentRules) -> EnrolmentRules:
    """Return rules with their texts cleaned.

    Raises:
        InvalidInput: they contradict each other, or a text is missing or cannot be kept.
    """
    fingers = rules.fingers
    if len(set(fingers)) != len(fingers):
        raise InvalidInput("Un dedo consta dos veces.")
    _between(len(fingers), 1, len(Finger), "Dedos que se piden")
    _between(rules.minimum, 1, len(fingers), "Mínimo de dedos capturados")
    _between(rules.most_unsent, 1, 1000, "Capturas por enviar")
    _between(rules.retention_years, 1, 30, "Años de conservación")
    return replace(
        rules,
        legal_basis=clean_text(
            rules.legal_basis, label="Base legal", limit=BASIS_LIMIT, required=True
        ),
        notice=_paragraphs(rules.notice),
    )


def _paragraphs(raw: str) -> str:
    if len(raw) > 2 * NOTICE_LIMIT:
        raise InvalidInput("«Aviso de privacidad» es demasiado largo.")
    lines = [
        clean_text(line, label="Aviso de privacidad", limit=NOTICE_LIMIT) for line in _lines(raw)
    ]
    text = "\n".join(line for line in lines if line)
    if not text:
        raise InvalidInput("Falta «Aviso de privacidad».", todo="Complételo para continuar.")
    if len(text) > NOTICE_LIMIT:
        raise InvalidInput("«Aviso de privacidad» es demasiado largo.")
    return text


def _lines(raw: str) -> Sequence[str]:
    return raw.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _between(value: int, least: int, most: int, label: str) -> None:
    if not least <= value <= most:
        raise InvalidInput(f"«{label}» va de {least} a {most}.")
