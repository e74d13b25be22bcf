"""Five months of an office as they are counted, everybody invented: what the figures show."""

import random
from datetime import date, timedelta
from uuid import UUID

from desktop.usecases.desk import begin
from desktop.usecases.reception import register_entity
from domain.figures.facts import Counts, DayFacts, EntityFact, Fact, FactKey, Ranked, RankedKind
from domain.staff import Action
from tools.demo_morning import BODIES, morning
from tools.demo_queue import Demo, once

_DAYS = 160
_SHARES = {1: 4, 2: 7, 3: 5, 5: 3, 6: 30, 10: 2}
"""Turnos of each service on a usual day."""
_TAKES = {1: 11, 2: 9, 3: 11, 5: 21, 6: 8, 10: 8}
_FAULTS = (
    (1, "1|missing||1", 5),
    (1, "2|rejected|unsigned|1", 3),
    (2, "1|missing||1", 4),
    (3, "2|missing||1", 2),
)
_SYSTEMS = ("eSIGEF", "SPRYN", "eByE")
_OTHERS = ("GAD Parroquial de Nayón (ejemplo)", "Hospital General (ejemplo)")


@once
def counted_morning() -> Demo:
    """The busy morning, with five months before it as they are counted."""
    demo = morning()
    chance = random.Random(7)
    today = demo.office.office.day_of(demo.clock.now())
    supervisor = demo.office.actor("supervisor-1")
    entities = [demo.entity]
    for number, name in enumerate(_OTHERS):
        entities.append(register_entity(demo.desk, supervisor, f"176000{number}380001", name).id)
    with demo.desk.units.read() as unit:
        entities += [found.id for ruc, _ in BODIES if (found := unit.entities.by_ruc(ruc))]
    topics = [topic.code for topic in demo.desk.catalogue.topics][:6]
    staff = [demo.office.staff[name].id for name in ("asesor-1", "asesor-2", "tecnico-1")]
    with demo.desk.units.write() as unit:
        step = begin(demo.desk, unit, supervisor, Action.KEEP_FIGURES)
        for back in range(_DAYS, 0, -1):
            day = today - timedelta(days=back)
            if day.weekday() < 5:
                unit.figures.put_day(_day(day, chance, staff, entities, topics))
        office = unit.offices.office()
        step.tell("office", office.id, office.version, "figures_counted", {"days": []})
        unit.figures.set_counted_through(unit.log.head().sequence)
    return demo


def _day(
    day: date, chance: random.Random, staff: list[UUID], entities: list[UUID], topics: list[str]
) -> DayFacts:
    season = 1 + 0.25 * (day.month in {1, 12}) + 0.12 * (day.weekday() == 0)
    facts = []
    for service, share in _SHARES.items():
        for counter, who in enumerate(staff, start=1):
            many = round(share * season * chance.uniform(0.7, 1.3) / 3)
            if many:
                facts.append(_fact(FactKey(service, "in_person", counter, who), many, chance))
        waiting = sum(one.counts.served for one in facts if one.key.service == service)
        facts.append(Fact(FactKey(service, "in_person"), _arrived(waiting, chance)))
        by_mail = chance.randrange(3)
        facts.append(Fact(FactKey(service, "email"), Counts(opened=by_mail, answered=by_mail)))
    ranked = [
        Ranked(RankedKind.FAULT, service, key, chance.randint(1, most))
        for service, key, most in _FAULTS
    ]
    for place, topic in enumerate(topics):
        ranked.append(Ranked(RankedKind.TOPIC, 6, topic, chance.randint(1, 9 - place)))
    ranked += (Ranked(RankedKind.SYSTEM, 6, one, chance.randint(1, 6)) for one in _SYSTEMS)
    bodies = [
        EntityFact(one, service, many, opened=many, returned=chance.randrange(2), answered=many)
        for place, one in enumerate(entities)
        for service in (1, 2)
        if (many := chance.randrange(2 + place))
    ]
    return DayFacts(day, tuple(facts), tuple(ranked), tuple(bodies))


def _arrived(served: int, chance: random.Random) -> Counts:
    gone = chance.randrange(3)
    return Counts(issued=served + gone, priority=served // 9, cancelled=gone // 2, expired=gone % 2)


def _fact(key: FactKey, many: int, chance: random.Random) -> Fact:
    takes = _TAKES[key.service]
    waits = sorted(chance.randint(0, 14 + chance.randrange(16)) for _ in range(many))
    attentions = sorted(chance.randint(takes // 2, takes * 2) for _ in range(many))
    returned = chance.randrange(2) if key.service != 6 else 0
    answered = max(many - returned, 0)
    return Fact(
        key,
        Counts(
            served=many,
            calls=many,
            no_shows=int(chance.random() < 0.15),
            out_of_turn=int(chance.random() < 0.03),
            lost=returned,
            opened=many,
            returned=returned,
            answered=answered,
            promised=answered,
            on_time=max(answered - int(chance.random() < 0.12), 0),
            closed=answered,
            reopened=int(chance.random() < 0.02),
            referred=int(chance.random() < 0.05),
        ),
        tuple((one, waits.count(one)) for one in dict.fromkeys(waits)),
        tuple((one, attentions.count(one)) for one in dict.fromkeys(attentions)),
    )
