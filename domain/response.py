"""In what time a service is promised to be done, as the ministry's table tells it."""

from dataclasses import dataclass

from domain.labels import Labelled


class TimeUnit(Labelled):
    """What a response time is counted in."""

    MINUTE = "minute", "minuto"
    HOUR = "hour", "hora"
    BUSINESS_HOUR = "business_hour", "hora laborable"
    BUSINESS_DAY = "business_day", "día laborable"


class ClockStart(Labelled):
    """From when a response time runs."""

    COMPLETE_DOCUMENTS = "complete_documents", "desde que la documentación está completa"
    COMPLETE_SUBMISSION = "complete_submission", "desde que se envía la documentación completa"
    ATTENTION = "attention", "desde que empieza la atención"
    ENTRY = "entry", "desde que ingresa el pedido"


_PLURALS = {
    TimeUnit.MINUTE: "minutos",
    TimeUnit.HOUR: "horas",
    TimeUnit.BUSINESS_HOUR: "horas laborables",
    TimeUnit.BUSINESS_DAY: "días laborables",
}


@dataclass(frozen=True, slots=True)
class ResponseTime:
    """A promise of time; ``at_most`` when the office may well answer sooner."""

    value: int
    unit: TimeUnit
    since: ClockStart
    at_most: bool = False

    @property
    def words(self) -> str:
        """The promise as printed: ``2 días laborables desde que …``."""
        unit = self.unit.label if self.value == 1 else _PLURALS[self.unit]
        prefix = "hasta " if self.at_most else ""
        return f"{prefix}{self.value} {unit} {self.since.label}"
