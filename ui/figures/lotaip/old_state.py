"""An old table on its way in: what was recognised, corrected and confirmed, line by line."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from domain.errors import InvalidInput
from domain.figures.lotaip import FIRST_YEAR, Figures, check_opening
from domain.figures.lotaip_old import OldFigure, OldLine, OldTable, read_count, read_share
from ui.theme import Kind

_MONTH = re.compile(r"\s*([0-9]{1,2})\s*[/.-]\s*([0-9]{4})\s*")


@dataclass(frozen=True, slots=True)
class Draft:
    """A line of the old table, as it would be taken over.

    Attributes:
        old: as it was recognised.
        confirmed: a person said that it is right.
        dropped: it is not taken over.
    """

    old: OldLine
    service: int | None
    served: int | None
    cumulative: int | None
    satisfaction: int | None
    confirmed: bool = False
    dropped: bool = False

    @property
    def complete(self) -> bool:
        """Whether it can be confirmed."""
        return None not in (self.service, self.served, self.cumulative)

    @property
    def doubtful(self) -> bool:
        """Whether something of it was read with a doubt."""
        old = self.old
        sure = (old.sure, old.served.sure, old.cumulative.sure, old.satisfaction.sure)
        return not all(sure)

    @property
    def standing(self) -> tuple[str, Kind]:
        """What is still to be done with it."""
        if self.dropped:
            return "No se toma", Kind.NEUTRAL
        if self.confirmed:
            return "Confirmada", Kind.OK
        if not self.complete:
            return "Incompleta", Kind.ERROR
        return ("Revisar", Kind.WARN) if self.doubtful else ("Por confirmar", Kind.INFO)


def drafts_of(table: OldTable) -> tuple[Draft, ...]:
    """Return the lines as they were recognised, none confirmed."""
    return tuple(
        Draft(
            line,
            line.service,
            line.served.value,
            line.cumulative.value,
            line.satisfaction.value,
        )
        for line in table.lines
    )


def confirmed(draft: Draft) -> Draft:
    """Return a line confirmed by a person.

    Raises:
        InvalidInput: it is not complete, or its figures are not possible.
    """
    if draft.service is None or draft.served is None or draft.cumulative is None:
        raise InvalidInput("A esta línea le falta el servicio o una cifra.", todo="Corríjala.")
    check_opening(draft.service, Figures(draft.served, draft.cumulative, draft.satisfaction))
    return replace(draft, confirmed=True, dropped=False)


def corrected(draft: Draft, service: int, served: str, cumulative: str, share: str) -> Draft:
    """Return a line with what a person typed, confirmed.

    Raises:
        InvalidInput: a figure is none.
    """
    typed = replace(
        draft,
        service=service,
        served=_typed(served, "En el mes"),
        cumulative=_typed(cumulative, "Acumulado"),
        satisfaction=_typed_share(share),
    )
    return confirmed(typed)


def taken(drafts: Sequence[Draft]) -> dict[int, Figures]:
    """Return the figures that were confirmed, by service.

    Raises:
        InvalidInput: some line waits for a decision, or a service stands twice.
    """
    found: dict[int, Figures] = {}
    for draft in drafts:
        if draft.dropped:
            continue
        if not draft.confirmed:
            raise InvalidInput(
                "Hay líneas sin confirmar.", todo="Confírmelas, corríjalas o no las tome."
            )
        assert draft.service is not None
        assert draft.served is not None
        assert draft.cumulative is not None
        if draft.service in found:
            raise InvalidInput(
                f"El servicio {draft.service} está dos veces.", todo="Corrija una de las líneas."
            )
        found[draft.service] = Figures(draft.served, draft.cumulative, draft.satisfaction)
    return found


def typed_month(raw: str) -> date | None:
    """Return the month typed as ``11/2023``; None where it is none."""
    found = _MONTH.fullmatch(raw)
    if found is None or not 1 <= int(found[1]) <= 12 or int(found[2]) < FIRST_YEAR:
        return None
    return date(int(found[2]), int(found[1]), 1)


def old_words(figure: OldFigure) -> str:
    """Return how a figure stood in the file."""
    return f"decía «{figure.text}»" if figure.text else "sin dato"


def _typed(raw: str, label: str) -> int:
    found = read_count(raw.strip() or None)
    if found.value is None or not found.sure:
        raise InvalidInput(f"«{label}» no es un número.", todo="Escriba solo cifras.")
    return found.value


def _typed_share(raw: str) -> int | None:
    text = raw.strip()
    if not text:
        return None
    found = read_share(text)
    if found.value is None:
        raise InvalidInput("«Satisfacción» va de 0 a 100.", todo="Escriba solo cifras.")
    return found.value
