"""What the part LOTAIP shows, in words."""

from dataclasses import dataclass
from datetime import date

from desktop.usecases.figures.lotaip import LotaipView
from domain.figures.lotaip import Difference, Line, LotaipTable, month_words
from domain.figures.lotaip_layout import missing, missing_words
from ui.theme import Kind, Tone

LABELS = (
    ("description", "Descripción"),
    ("how_to", "Cómo acceder"),
    ("requirements", "Requisitos"),
    ("procedure", "Procedimiento interno"),
    ("hours", "Horario"),
    ("cost", "Costo"),
    ("response", "Tiempo de respuesta"),
    ("beneficiaries", "Beneficiarios"),
    ("offices", "Oficinas"),
    ("addresses", "Dirección y contacto"),
    ("channels", "Canales"),
    ("form", "Formulario"),
)
"""What of a service is told beside the table, in its order."""
_OF = {"served": "en el mes", "cumulative": "acumulado", "satisfaction": "satisfacción"}


@dataclass(frozen=True, slots=True)
class Row:
    """A service in the table.

    Attributes:
        published: what the last one published says otherwise; empty where it says the same.
    """

    number: int
    line: Line
    published: str = ""

    @property
    def short(self) -> str:
        """Its name in few words."""
        return self.line.texts.get("short") or self.line.texts.get("name", "")

    @property
    def satisfaction(self) -> str:
        """The share, or that nobody answered."""
        return share_words(self.line.figures.satisfaction)


def number_words(value: int) -> str:
    """Return ``1.045``."""
    return f"{value:,}".replace(",", ".")


def share_words(value: int | None) -> str:
    """Return ``70 %``; a dash where there is none."""
    return "—" if value is None else f"{value} %"


def rows_of(view: LotaipView) -> tuple[Row, ...]:
    """Return the lines of the table with what was published otherwise."""
    return tuple(
        Row(
            number,
            line,
            "; ".join(_difference(one) for one in view.differences if one.service == line.service),
        )
        for number, line in enumerate(view.now.lines, 1)
    )


def _difference(one: Difference) -> str:
    if one.figure == "satisfaction":
        told = share_words(one.published)
    else:
        told = "—" if one.published is None else number_words(one.published)
    return f"{_OF[one.figure]}: {told}"


def title_words(view: LotaipView) -> str:
    """Return ``Octubre de 2026 · Centro de Servicios Quito``."""
    return f"{month_words(view.now.month).capitalize()} · {view.now.whose}"


def standing(view: LotaipView) -> tuple[str, Kind]:
    """Return how publication stands, and its colour."""
    if view.published is not None:
        issued = view.issues[-1].issue
        edition = "" if issued.number == 1 else f", edición {issued.number}"
        return f"Publicado el {day_words(issued.issued_at.date())}{edition}", Kind.OK
    if view.opening:
        return "De un cuadro anterior", Kind.NEUTRAL
    if not view.over:
        return f"En curso; se publica hasta el {day_words(view.due)}", Kind.INFO
    if view.days_left < 0:
        late = -view.days_left
        return f"Atrasado: venció el {day_words(view.due)}, hace {_days(late)}", Kind.ERROR
    if not view.days_left:
        left = "hoy es el último día"
    else:
        left = f"{'queda' if view.days_left == 1 else 'quedan'} {_days(view.days_left)}"
    return f"Por publicar hasta el {day_words(view.due)}: {left}", Kind.WARN


def remarks(view: LotaipView) -> tuple[tuple[str, Tone], ...]:
    """Return what must be known of the table, what its figures lack first."""
    found = [(f"Provisional. {words}", Tone.WARN) for words in view.now.marks]
    if view.differences:
        count = len({one.service for one in view.differences})
        services = "1 servicio" if count == 1 else f"{count} servicios"
        found.append(
            (f"Lo publicado y lo contado ahora difieren en {services}.", Tone.WARN),
        )
    if view.opening:
        found.append(("Las cifras de este mes son del cuadro anterior que se tomó.", Tone.MUTED))
    if lacks := missing(view.now.holder):
        found.append((missing_words(lacks), Tone.WARN))
    found += [(words, Tone.MUTED) for words in view.now.notes]
    return tuple(found)


def total_words(table: LotaipTable) -> str:
    """Return ``1.368 personas en el mes; 15.455 en el año``."""
    total = table.total
    if not total.cumulative:
        return "Nadie atendido en el mes ni en el año."
    people = "persona" if total.served == 1 else "personas"
    return f"{number_words(total.served)} {people} en el mes; {number_words(total.cumulative)} en el año"


def detail_words(line: Line) -> str:
    """Return what the table says of a service, column by column."""
    told = ((title, line.texts.get(name, "")) for name, title in LABELS)
    return "\n\n".join(f"{title}\n{words}" for title, words in told if words)


def day_words(day: date) -> str:
    """Return ``10/11/2026``."""
    return f"{day:%d/%m/%Y}"


def _days(count: int) -> str:
    return "1 día" if count == 1 else f"{number_words(count)} días"
