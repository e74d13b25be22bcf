"""The activity report of each specialist, month by month, with the coordinator's conformity.

Source: directive on the service centres, §5.2 e: the coordinator hands in "the activity report of
each specialist, with the coordinator's conformity". What the program recorded is counted; what
else was done (training given, events) the specialist adds. What was sent stays as it was sent:
what is counted differently later is told beside it, never written into it.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from uuid import UUID

from domain.errors import KnownError
from domain.labels import Labelled
from domain.text import clean_text

NOTE_LIMIT = 1500
"""Longest of each of the notes, in characters."""
REMARKS_LIMIT = 600
"""Longest remarks of the coordinator, in characters."""
TOPICS_TOLD = 10
LESSONS_TOLD = 10


class ReportState(Labelled):
    """Where a report stands."""

    DRAFT = "draft", "Sin enviar"
    SENT = "sent", "Espera conformidad"
    RETURNED = "returned", "Con observaciones"
    ACCEPTED = "accepted", "Con conformidad"


WITH_ITS_AUTHOR = frozenset({ReportState.DRAFT, ReportState.RETURNED})


class WrongReportState(KnownError):
    """Somebody else went on with it in the meantime."""

    def __init__(self, report: "ActivityReport") -> None:
        super().__init__(
            f"Este informe está «{report.state.label.lower()}».",
            kept="No se cambió nada.",
            todo="Se actualizó en pantalla; revise cómo quedó.",
        )


class OwnReport(KnownError):
    """Nobody gives conformity to what they report or sent themselves."""

    what = "Este informe es suyo o lo envió usted."
    kept = "Sigue a la espera de conformidad."
    todo = (
        "La da otra persona que supervise. Si no hay otra, imprímalo y hágalo firmar por la "
        "autoridad de la que depende."
    )


class MonthNotOver(KnownError):
    """The month still goes on: its figures are not whole."""

    what = "El mes todavía no termina."
    kept = "Sus notas quedan guardadas."
    todo = "Envíe el informe desde el primer día del mes siguiente."


@dataclass(frozen=True, slots=True)
class Notes:
    """What the program does not record, as the specialist writes it."""

    training: str = ""
    events: str = ""
    other: str = ""

    def cleaned(self) -> "Notes":
        """Return them as they are kept.

        Raises:
            InvalidInput: one is too long, or cannot be kept.
        """
        return Notes(
            clean_text(self.training, label="Capacitación", limit=NOTE_LIMIT),
            clean_text(self.events, label="Eventos y reuniones", limit=NOTE_LIMIT),
            clean_text(self.other, label="Otras actividades", limit=NOTE_LIMIT),
        )


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """What a specialist did of one service in the month; counted as in ``figures.facts.Counts``.

    Attributes:
        attended: turnos whose attention ended; ``usual`` and ``most`` minutes of them, None
            without any.
        promised: answers with a promised time, ``on_time`` of them within it.
        closed: first closings of cases.
    """

    service: int
    name: str
    attended: int = 0
    usual: float | None = None
    most: float | None = None
    opened: int = 0
    answered: int = 0
    promised: int = 0
    on_time: int = 0
    returned: int = 0
    referred: int = 0
    closed: int = 0


@dataclass(frozen=True, slots=True)
class Tally:
    """How often something with a name happened."""

    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Work:
    """What a specialist did besides attentions and cases.

    Attributes:
        days: on which they had a counter open, ``counters`` which.
        enrolled: people whose fingerprints and photograph they took; ``configured`` those they
            configured.
        absences: absences of officials whose cases they closed.
        letters: *oficios* they filed.
        proposed: solutions proposed; ``approved`` of them by now.
        topics: of the support cases they opened: code and how many.
    """

    days: int = 0
    counters: tuple[int, ...] = ()
    enrolled: int = 0
    configured: int = 0
    absences: int = 0
    letters: int = 0
    proposed: int = 0
    approved: int = 0
    topics: tuple[Tally, ...] = ()


@dataclass(frozen=True, slots=True)
class Activity:
    """A month of a specialist, counted.

    Attributes:
        whole: the line of all services together.
        stood_in: whom they stood in for, with the days.
        lessons: what came of the improvements they were responsible for.
    """

    month: date
    counted_at: datetime
    whole: ServiceLine
    services: tuple[ServiceLine, ...] = ()
    work: Work = Work()
    stood_in: tuple[str, ...] = ()
    lessons: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was recorded of the month."""
        return not (self.services or self.stood_in or self.lessons) and self.work == Work()


@dataclass(frozen=True, slots=True)
class ActivityReport:
    """A report of a month.

    Attributes:
        month: its first day.
        sent: what was counted when it was sent; None before.
        sent_by: who sent it: for somebody who left, a supervisor.
        coordinator_id: who gave conformity or sent it back; ``remarks`` with what words.
    """

    id: UUID
    office_id: UUID
    month: date
    staff_id: UUID
    state: ReportState = ReportState.DRAFT
    notes: Notes = Notes()
    sent: Activity | None = None
    sent_by: UUID | None = None
    sent_at: datetime | None = None
    coordinator_id: UUID | None = None
    answered_at: datetime | None = None
    remarks: str = ""
    version: int = 1

    def noted(self, notes: Notes) -> "ActivityReport":
        """Return it with other notes.

        Raises:
            WrongReportState: it was sent.
        """
        self._require(*WITH_ITS_AUTHOR)
        return replace(self, notes=notes, version=self.version + 1)

    def sent_on(
        self, by: UUID, now: datetime, notes: Notes, activity: Activity
    ) -> "ActivityReport":
        """Return it as sent to the coordinator, with what was counted.

        Raises:
            WrongReportState: it was sent before.
        """
        self._require(*WITH_ITS_AUTHOR)
        return replace(
            self,
            state=ReportState.SENT,
            notes=notes,
            sent=activity,
            sent_by=by,
            sent_at=now,
            version=self.version + 1,
        )

    def accepted(self, by: UUID, now: datetime) -> "ActivityReport":
        """Return it with the coordinator's conformity.

        Raises:
            WrongReportState: it does not wait for that.
            OwnReport: it is theirs, or they sent it.
        """
        return self._answered(ReportState.ACCEPTED, by, now, "")

    def returned(self, by: UUID, now: datetime, remarks: str) -> "ActivityReport":
        """Return it as sent back with remarks.

        Raises:
            WrongReportState: it does not wait for that.
            OwnReport: it is theirs, or they sent it.
        """
        return self._answered(ReportState.RETURNED, by, now, remarks)

    def _answered(
        self, state: ReportState, by: UUID, now: datetime, remarks: str
    ) -> "ActivityReport":
        self._require(ReportState.SENT)
        if by in (self.staff_id, self.sent_by):
            raise OwnReport()
        return replace(
            self,
            state=state,
            coordinator_id=by,
            answered_at=now,
            remarks=remarks,
            version=self.version + 1,
        )

    def _require(self, *states: ReportState) -> None:
        if self.state not in states:
            raise WrongReportState(self)


@dataclass(frozen=True, slots=True)
class Difference:
    """What is counted otherwise now than when the report was sent."""

    what: str
    sent: str
    now: str


@dataclass(frozen=True, slots=True)
class ActivityPaper:
    """The report as it is printed. Moments are on the office's clock.

    Attributes:
        state: PROVISIONAL stands on every page until conformity is given.
        coordinator: who gave conformity, at ``answered_at``; empty before.
        sent_by: who sent it for somebody who left; empty where the author did.
        seal: holds the paper to what is kept; empty until it was sent.
        waits: days of the month that are not counted yet.
    """

    ministry: str
    office: str
    who: str
    made_at: datetime
    state: ReportState
    activity: Activity
    notes: Notes
    sent_at: datetime | None = None
    sent_by: str = ""
    coordinator: str = ""
    answered_at: datetime | None = None
    remarks: str = ""
    seal: str = ""
    differences: tuple[Difference, ...] = ()
    waits: int = 0


_LINE = (
    ("attended", "atenciones"),
    ("opened", "trámites abiertos"),
    ("answered", "respondidos"),
    ("on_time", "respondidos a tiempo"),
    ("returned", "devueltos"),
    ("referred", "derivados"),
    ("closed", "cerrados"),
)
_WORK = (
    ("days", "Días en ventanilla"),
    ("enrolled", "Enrolamientos"),
    ("configured", "Enrolamientos configurados"),
    ("absences", "Ausencias tramitadas"),
    ("letters", "Oficios archivados"),
    ("proposed", "Soluciones propuestas"),
)


def differences(sent: Activity, now: Activity) -> tuple[Difference, ...]:
    """Return what is counted otherwise now than when a report was sent.

    How many solutions were approved meanwhile is no correction, nor are lessons learnt later.
    """
    found = []
    before = {line.service: line for line in sent.services}
    after = {line.service: line for line in now.services}
    for service in sorted(before.keys() | after.keys()):
        name = (after.get(service) or before[service]).name
        one = before.get(service, ServiceLine(service, name))
        other = after.get(service, ServiceLine(service, name))
        found += [
            Difference(f"{name}: {words}", str(getattr(one, field)), str(getattr(other, field)))
            for field, words in _LINE
            if getattr(one, field) != getattr(other, field)
        ]
    found += [
        Difference(words, str(getattr(sent.work, field)), str(getattr(now.work, field)))
        for field, words in _WORK
        if getattr(sent.work, field) != getattr(now.work, field)
    ]
    return tuple(found)


def seal_of(report: ActivityReport) -> str:
    """Return the hash of what was sent, as kept."""
    return hashlib.sha256(to_text(report).encode()).hexdigest()


def to_text(report: ActivityReport) -> str:
    """Return the notes of a report and what was counted of it, as kept."""
    sent = report.sent
    kept: dict[str, object] = {"notes": asdict(report.notes)}
    if sent is not None:
        kept["sent_by"] = str(report.sent_by)
        kept["sent"] = asdict(sent) | {
            "month": sent.month.isoformat(),
            "counted_at": sent.counted_at.isoformat(),
        }
    return json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_text(kept: str) -> tuple[Notes, Activity | None, UUID | None]:
    """Return the notes, what was counted, and who sent it, of what ``to_text`` wrote."""
    read = json.loads(kept)
    notes, sent = Notes(**read["notes"]), read.get("sent")
    if sent is None:
        return notes, None, None
    work = sent["work"]
    topics = tuple(Tally(**one) for one in work.pop("topics"))
    counters = tuple(work.pop("counters"))
    activity = Activity(
        month=date.fromisoformat(sent["month"]),
        counted_at=datetime.fromisoformat(sent["counted_at"]),
        whole=ServiceLine(**sent["whole"]),
        services=tuple(ServiceLine(**one) for one in sent["services"]),
        work=Work(counters=counters, topics=topics, **work),
        stood_in=tuple(sent["stood_in"]),
        lessons=tuple(sent["lessons"]),
    )
    return notes, activity, UUID(read["sent_by"])
