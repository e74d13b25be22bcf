"""Counts an office's figures a second way: from the log of its open export, in plain Python.

Nothing of the program's own counting is used, nor its tables where the log tells the same: what was
told at the moment it was done is read again, line by line.
"""

import csv
import io
import json
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml

_IN_PERSON = "in_person"
_OF_TURNOS = {
    "ticket_cancelled": "cancelled",
    "ticket_expired": "expired",
    "ticket_served": "served",
    "ticket_arrived": "calls",
    "ticket_no_show": "no_shows",
}
_OF_CASES = {
    "case_opened": "opened",
    "case_returned": "returned",
    "case_resolved": "answered",
    "case_reopened": "reopened",
    "case_referred": "referred",
    "case_lapsed": "lapsed",
    "case_withdrawn": "withdrawn",
}
_NOBODYS = frozenset({"issued", "priority", "cancelled", "expired"})
_NOWHERE = 0
"""The number of no counter."""


@dataclass(frozen=True, slots=True)
class Counted:
    """One thing that happened."""

    day: str
    service: int
    channel: str
    staff: str
    what: str
    counter: int = _NOWHERE


@dataclass(slots=True)
class Recount:
    """What was counted.

    Attributes:
        counts: how often each thing happened.
        waits, attentions: whole minutes of each, by day and service.
        ranked: by day, kind, service and key.
        bodies: how often each thing happened to a public body: by day, its id, service and what.
        catalogues: each version as it was published; ``names`` of the public bodies,
            ``solutions`` titles of those of the bank, by their code.
    """

    counts: Counter[Counted] = field(default_factory=Counter)
    waits: dict[tuple[str, int], Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    attentions: dict[tuple[str, int], Counter[int]] = field(
        default_factory=lambda: defaultdict(Counter)
    )
    ranked: Counter[tuple[str, str, int, str]] = field(default_factory=Counter)
    bodies: Counter[tuple[str, str, int, str]] = field(default_factory=Counter)
    catalogues: dict[int, Any] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    solutions: dict[str, str] = field(default_factory=dict)

    def total(
        self,
        what: str,
        since: str,
        until: str,
        *,
        service: int | None = None,
        channel: str | None = None,
        staff: str | None = None,
    ) -> int:
        """Return how often something happened from one day to another, both included."""
        return sum(
            many
            for one, many in self.counts.items()
            if one.what == what
            and since <= one.day <= until
            and service in (None, one.service)
            and channel in (None, one.channel)
            and staff in (None, one.staff)
        )

    def through(self, last: date) -> "Recount":
        """Return what was counted up to a day: what others know of an office that is behind."""
        until = last.isoformat()
        kept = {one: many for one, many in self.counts.items() if one.day <= until}
        return Recount(Counter(kept))


def rows_of(archive: zipfile.ZipFile, name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a table of an open export, as text, each as it was kept."""
    with archive.open(f"{name}.csv") as raw:
        for row in csv.DictReader(io.TextIOWrapper(raw, "utf-8", newline="")):
            yield {
                head: value.removeprefix("'") if value[:1] == "'" else value
                for head, value in row.items()
            }


def recount(path: Path) -> Recount:
    """Count an office from its open export with personal data."""
    with zipfile.ZipFile(path) as archive:
        found = Recount()
        for row in rows_of(archive, "catalogos"):
            found.catalogues[int(row["numero"])] = yaml.safe_load(row["texto"])
        found.names.update({row["id"]: row["nombre"] for row in rows_of(archive, "entidades")})
        for row in rows_of(archive, "soluciones"):
            found.solutions[f"S-{int(row['numero']):04}"] = row["problema"]
        _of_log(archive, found)
        _of_waits(archive, found)
        _of_answers(archive, found)
        return found


def _of_log(archive: zipfile.ZipFile, found: Recount) -> None:
    walk = _Walk(found, {row["tramite_id"] + row["orden"]: row for row in _events(archive)})
    for row in rows_of(archive, "registro"):
        walk.one(row, json.loads(row["datos"]))
    walk.end()


def _events(archive: zipfile.ZipFile) -> Iterator[dict[str, str]]:
    """Yield what is kept of answers: only the promised time, which the log does not tell."""
    places: Counter[str] = Counter()
    for row in rows_of(archive, "hechos_tramites"):
        if row["hecho"] == "case_resolved":
            places[row["tramite_id"]] += 1
            yield {**row, "orden": f"#{places[row['tramite_id']]}"}


@dataclass(slots=True)
class _Walk:
    found: Recount
    answers: Mapping[str, Mapping[str, str]]
    turnos: dict[str, int] = field(default_factory=dict)
    bodies: dict[str, str] = field(default_factory=dict)
    served: dict[str, tuple[str, str]] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    seats: dict[str, int] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    called: dict[str, int] = field(default_factory=dict)
    arrived: dict[str, datetime] = field(default_factory=dict)
    terms: dict[str, "_Term"] = field(default_factory=dict)
    absent: dict[str, str] = field(default_factory=dict)
    ahead: dict[str, str] = field(default_factory=dict)
    cases: dict[str, tuple[int, str]] = field(default_factory=dict)
    visits: dict[str, str] = field(default_factory=dict)
    last: dict[tuple[str, str, str], str] = field(default_factory=dict)
    closed: set[str] = field(default_factory=set)
    answered: Counter[str] = field(default_factory=Counter)
    day: str = ""
    who: str = ""

    def one(self, row: Mapping[str, str], told: Mapping[str, object]) -> None:
        self.day, self.who = row["momento"][:10], row["funcionario_id"]
        kind, of, at = row["tipo"], row["objeto_id"], datetime.fromisoformat(row["momento"])
        if row["objeto"] == "counter":
            number = told["number"]
            assert isinstance(number, int)
            self.numbers[of] = number
        elif row["objeto"] == "counter_session":
            self._seat(kind, of, told)
        elif row["objeto"] == "ticket":
            self._turno(kind, of, told, at)
        elif row["objeto"] == "case":
            self._term(kind, of, told, at)
            self._case(kind, of, told, at)

    def _seat(self, kind: str, of: str, told: Mapping[str, object]) -> None:
        """Follow who sits where."""
        if kind == "counter_opened":
            self.seats[self.who] = self.numbers[str(told["counter"])]
            self.sessions[of] = self.who
        elif kind == "counter_closed":
            del self.seats[self.sessions[of]]

    def _turno(self, kind: str, of: str, told: Mapping[str, object], at: datetime) -> None:
        if kind == "ticket_issued":
            services = told["services"]
            assert isinstance(services, list)
            self.turnos[of] = services[0]
            self.bodies[of] = str(told["entity"] or "")
            self._note("issued", services[0], _IN_PERSON, "")
            self._of_body("visits", services[0], of)
            if told["priority"]:
                self._note("priority", services[0], _IN_PERSON, "")
            return
        service = self.turnos[of]
        if kind == "ticket_called":
            self.called[of] = self.numbers[str(told["counter"])]
            if told.get("out_of_turn"):
                self._note("out_of_turn", service, _IN_PERSON, counter=self.called[of])
        if kind == "ticket_arrived":
            self.arrived[of] = at
        if kind == "call_undone":
            raise AssertionError("nobody undoes a call in the simulated year")
        if kind == "ticket_no_show":
            self.absent[of] = self.who
        if kind == "ticket_rejoined":
            self._note("rejoined", service, _IN_PERSON, self.absent[of], self.called[of])
        if kind == "ticket_served":
            self.served[of] = self.day, self.who
        if what := _OF_TURNOS.get(kind):
            if what in _NOBODYS:
                self._note(what, service, _IN_PERSON, "")
            else:
                self._note(what, service, _IN_PERSON, self.who, self.called[of])

    def _term(self, kind: str, of: str, told: Mapping[str, object], at: datetime) -> None:
        """Follow from when the promised time of a case runs, as its service says."""
        if kind == "case_opened":
            number, service = told["catalogue"], told["service"]
            assert isinstance(number, int)
            since = next(
                one["response"]["since"]
                for one in self.found.catalogues[number]["services"]
                if one["id"] == service
            )
            sent = datetime.fromisoformat(str(told["received_at"]))
            self.terms[of] = _Term(since, sent, str(told.get("ticket", "")))
        elif kind == "case_resubmitted":
            self.terms[of].sent, self.terms[of].visit = at, str(told.get("ticket", ""))
        elif kind == "case_begun":
            term = self.terms[of]
            term.runs = term.sent
            if term.visit and term.since == "attention":
                term.runs = self.arrived[term.visit]
            elif term.visit and term.since.startswith("complete"):
                term.runs = at
        elif kind == "case_reopened":
            self.terms[of].runs = at

    def _case(self, kind: str, of: str, told: Mapping[str, object], at: datetime) -> None:
        if kind == "case_opened":
            service, channel = told["service"], told["channel"]
            assert isinstance(service, int)
            self.cases[of] = service, str(channel)
            self.bodies[of] = str(told.get("entity_id") or "")
            for ranked, value in (("topic", told["topic"]), ("system", told["system"])):
                if value:
                    self.found.ranked[self.day, ranked, service, str(value)] += 1
        service, channel = self.cases[of]
        if kind in {"case_opened", "case_resubmitted"}:
            self.visits[of] = str(told.get("ticket", ""))
        if kind in {"case_opened", "case_resubmitted", "case_returned", "case_withdrawn"}:
            self.last[self.day, self.visits[of], of] = kind
        if what := _OF_CASES.get(kind):
            self._note(what, service, channel)
            if what in {"opened", "returned", "answered"}:
                self._of_body(what, service, of)
        if kind == "case_resolved":
            self._answer(of, told, at)
        if kind == "case_closed":
            if told["conformity"] == "refused":
                self._note("refused", service, channel)
            if of not in self.closed:
                self.closed.add(of)
                self._note("closed", service, channel)
                self._of_body("closed", service, of)

    def _answer(self, of: str, told: Mapping[str, object], at: datetime) -> None:
        service, channel = self.cases[of]
        key = str(told["code"] or f"type:{told['type']}")
        self.found.ranked[self.day, "solution", service, key] += 1
        self.answered[of] += 1
        promised = self.answers[f"{of}#{self.answered[of]}"]["plazo_hasta"]
        if promised:
            self._note("promised", service, channel)
            self._of_body("promised", service, of)
            if at <= datetime.fromisoformat(promised):
                self._note("on_time", service, channel)
                self._of_body("on_time", service, of)
            runs = self.terms[of].runs
            assert runs is not None
            minutes = int((at - runs).total_seconds() // 60)
            self._note("answer_minutes", service, channel, many=minutes)

    def end(self) -> None:
        """Count the visits lost: what was brought was handed back, and nothing went on."""
        by_visit: dict[tuple[str, str], set[str]] = defaultdict(set)
        for (day, visit, _), kind in self.last.items():
            if visit and kind != "case_withdrawn":
                by_visit[day, visit].add(kind)
        for (day, visit), kinds in by_visit.items():
            if kinds == {"case_returned"} and visit in self.served:
                served_on, who = self.served[visit]
                assert served_on == day
                self.day = day
                self._note("lost", self.turnos[visit], _IN_PERSON, who, self.called[visit])
                self._of_body("lost", self.turnos[visit], visit)

    def _note(
        self,
        what: str,
        service: int,
        channel: str,
        staff: str | None = None,
        counter: int | None = None,
        many: int = 1,
    ) -> None:
        """Note what somebody did: who did it now and where they sit, unless it is said."""
        of = self.who if staff is None else staff
        where = self.seats.get(of, _NOWHERE) if counter is None else counter
        self.found.counts[Counted(self.day, service, channel, of, what, where)] += many

    def _of_body(self, what: str, service: int, of: str) -> None:
        if body := self.bodies[of]:
            self.found.bodies[self.day, body, service, what] += 1


@dataclass(slots=True)
class _Term:
    """From when the promised time of a case runs.

    Attributes:
        since: what it runs from, as the catalogue says.
        sent: when what is under review came in.
        visit: the turno with which that was brought.
        runs: from when it runs now.
    """

    since: str
    sent: datetime
    visit: str
    runs: datetime | None = None


def _of_waits(archive: zipfile.ZipFile, found: Recount) -> None:
    services = {}
    for row in rows_of(archive, "turnos"):
        services[row["id"]] = service = int(row["servicios"].split(",")[0])
        if row["estado"] == "served":
            minutes = _minutes(row["atencion_desde"], row["fin"])
            found.attentions[row["dia"], service][minutes] += 1
    for row in rows_of(archive, "llamados"):
        if row["resultado"] == "arrived":
            minutes = _minutes(row["en_fila_desde"], row["llamado"])
            found.waits[row["dia"], services[row["turno_id"]]][minutes] += 1


def _minutes(since: str, until: str) -> int:
    took = datetime.fromisoformat(until) - datetime.fromisoformat(since)
    return int(took.total_seconds() // 60)


def _of_answers(archive: zipfile.ZipFile, found: Recount) -> None:
    for row in rows_of(archive, "encuestas"):
        of = int(row["servicio"]), row["canal"], ""
        where = int(row["ventanilla"] or _NOWHERE)
        found.counts[Counted(row["dia"], *of, "asked", where)] += 1
        if row["nota"]:
            found.counts[Counted(row["dia"], *of, "replied", where)] += 1
            found.counts[Counted(row["contestada"], *of, f"score{row['nota']}", where)] += 1
    cases = {row["id"]: row for row in rows_of(archive, "tramites")}
    entregas = {
        (row["tramite_id"], row["entrega"]): row for row in rows_of(archive, "devoluciones")
    }
    for row in rows_of(archive, "requisitos_revisados"):
        returned = entregas.get((row["tramite_id"], row["entrega"]))
        if returned is not None and row["resultado"] in {"missing", "rejected"}:
            catalogue = cases[row["tramite_id"]]["catalogo"]
            key = f"{row['requisito']}|{row['resultado']}|{row['motivo']}|{catalogue}"
            found.ranked[returned["dia"], "fault", int(returned["servicio"]), key] += 1
