"""What an office does besides attending: asks how it went, counts its days, publishes its table."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from desktop.usecases import survey
from desktop.usecases.figures import (
    activity,
    improvements,
    improvements_view,
    lotaip,
    lotaip_openings,
    upkeep,
)
from domain.activity import Notes
from domain.figures.lotaip import Figures, Holder, month_before
from domain.improvements import ImprovementKind, ImprovementState
from domain.staff import Actor
from domain.survey import Reply, Way
from domain.tickets import Ticket
from tools.figures.casework import Files
from tools.figures.world import World

PUBLISHED_ON = 5
"""The day of the month from which the table of the month before is published."""
OLD_TABLE = "cuadro-anterior.xlsx"
_SCORES = (1, 2, 3, 4, 5)
_USUAL = (3, 4, 10, 33, 50)


@dataclass(slots=True)
class Evenings:
    """The figures of an office, as they are kept while days pass."""

    world: World
    files: Files
    pad: survey.Pad = field(default_factory=survey.Pad)
    published: set[date] = field(default_factory=set)

    def begin(self, since: date) -> None:
        """Say who answers for the table, and take over the old one."""
        world = self.world
        supervisor = world.staff["supervisora"]
        holder = Holder(
            "Dirección Nacional del Centro de Servicios",
            "Marta Villalba",
            "marta.villalba@ejemplo.gob.ec",
            "02 399 8300",
        )
        lotaip.set_holder(world.desk, supervisor, holder)
        month = month_before(since.replace(day=1))
        if month.year == since.year:
            figures = old_figures(world, month)
            code = world.office.code
            lotaip_openings.confirm(world.desk, supervisor, month, code, OLD_TABLE, figures)

    def asked(self, ticket: Ticket, actor: Actor) -> None:
        """Ask somebody how it went; they answer, do not, or do later by their code."""
        world = self.world
        if not world.happens("asked"):
            return
        question = survey.ask_about(world.desk, actor, self.pad, ticket.id)
        assert question is not None, "the office asks"
        service, day = ticket.services[0], world.day
        world.note(service, "asked")
        score = world.chance.choices(_SCORES, _USUAL)[0]
        if not world.happens("replied"):
            if world.chance.random() < 0.5:
                survey.decline(world.desk, actor, question.code)
            return
        reply = Reply(score, "Muy amable" if score == 5 and world.chance.random() < 0.1 else "")
        if not world.happens("by_code"):
            self._replies(actor, question.code, reply, Way.WINDOW, service, day)
            return
        later = day + timedelta(days=world.chance.randrange(1, 10))
        self.files.later.setdefault(later, []).append(
            lambda: self._replies(actor, question.code, reply, Way.CODE, service, day)
        )

    def _replies(
        self, actor: Actor, code: str, reply: Reply, way: Way, service: int, day: date
    ) -> None:
        survey.answer(self.world.desk, actor, code, reply, way)
        self.world.tally.note(day, service, "replied")
        self.world.note(service, f"score{reply.score}")

    def after(self, day: date) -> None:
        """Close the evening: what was said is gathered, days are counted, the table published."""
        world = self.world
        supervisor = world.staff["supervisora"]
        survey.gather(world.desk, supervisor)
        upkeep.bring_up_to_date(world.desk, supervisor)
        month = month_before(day.replace(day=1))
        if day.day >= PUBLISHED_ON and month not in self.published:
            self.published.add(month)
            if month >= world.began.replace(day=1):
                seen = lotaip.view(world.desk, supervisor, month, world.office.code).now
                lotaip.publish(world.desk, supervisor, seen)
                self._reports(month)
                self._improves()

    def _reports(self, month: date) -> None:
        """Who attends reports the month; one report comes back and is sent again."""
        world, desk = self.world, self.world.desk
        supervisor = world.staff["supervisora"]
        for name in sorted(name for name in world.staff if name.startswith("asesor")):
            notes = Notes(other="Apoyo en la organización del archivo")
            sent = activity.send(desk, world.staff[name], month, notes)
            if world.chance.random() < 0.2:
                activity.give_back(desk, supervisor, sent.id, sent.version, "Falta la capacitación")
                again = replace(notes, training="Taller de eSIGEF para dos entidades")
                sent = activity.send(desk, world.staff[name], month, again)
            activity.accept(desk, supervisor, sent.id, sent.version)

    def _improves(self) -> None:
        """What goes wrong most is acted on; what was done a month ago is verified."""
        world, desk = self.world, self.world.desk
        supervisor, other = world.staff["supervisora"], world.staff["supervisor2"]
        for row in improvements_view.board(desk, other).under_way:
            one = row.improvement
            if one.state is ImprovementState.OPEN:
                one = improvements.done(desk, supervisor, one.id, one.version, "Se hizo el afiche")
            worked = (row.lately or 0) <= (one.before or 0)
            improvements.verify(desk, other, one.id, one.version, "Se comparó un mes", worked)
        seen = improvements_view.causes(desk, supervisor)
        if seen:
            new = improvements.NewImprovement(
                ImprovementKind.CORRECTIVE,
                seen[0].cause,
                "Afiche con un ejemplo lleno, en la sala y en la página",
                supervisor.staff_id,
                world.day + timedelta(days=25),
            )
            improvements.add(desk, supervisor, new)


def old_figures(world: World, month: date) -> dict[int, Figures]:
    """Return what the old table of a month told: its year as usual until then."""
    return {
        service: Figures(round(many), round(many) * month.month, 78)
        for service, many in world.volumes.monthly.items()
    }
