"""Catalogues of every shape that the file can tell, for property tests."""

from hypothesis import strategies as st

from domain.catalogue import Catalogue, CatalogueOffice, Channel, Service
from domain.requirements import (
    Form,
    RejectionReason,
    Requirement,
    RequirementKind,
    Seal,
    Signature,
)
from domain.response import ClockStart, ResponseTime, TimeUnit
from domain.service_steps import (
    COPIED,
    Area,
    CaseField,
    FieldKind,
    FieldRole,
    Flow,
    OutsideStep,
    Topic,
)
from domain.staff import SERVING_ROLES, Role
from domain.text import clean_text

_KEPT = st.characters(exclude_categories=("Cc", "Cs", "Cn", "Co", "Cf", "Zl", "Zp"))
_RISKY = st.sampled_from(
    [
        "no",
        "08:00",
        "1.5",
        "~",
        "null",
        "- a",
        "a: b",
        "#x",
        "'",
        '"',
        "&x",
        "*x",
        "!t",
        "{}",
        "👩🏽‍⚕️",
    ]
)


def _cleaned(raw: str) -> str:
    return clean_text(raw, label="x", limit=600)


#: What a field may hold, as it is after cleaning; told in a place that never is empty.
words = (st.text(_KEPT, max_size=25) | _RISKY).map(_cleaned).filter(bool)
maybe = st.just("") | words
many = st.lists(words, max_size=3).map(tuple)
slugs = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,4})?", fullmatch=True)


def _members(codes: list[str], least: int = 0) -> st.SearchStrategy[tuple[str, ...]]:
    if not codes:
        return st.just(())
    return st.lists(st.sampled_from(codes), unique=True, min_size=least, max_size=9).map(tuple)


@st.composite
def _requirements(draw: st.DrawFn, reasons: list[RejectionReason]) -> tuple[Requirement, ...]:
    numbers = draw(st.lists(st.integers(1, 99), unique=True, max_size=4))
    made: list[Requirement] = []
    for number in numbers:
        kind = draw(st.sampled_from(RequirementKind))
        if not reasons and kind is RequirementKind.DOCUMENT:
            kind = RequirementKind.PRIOR
        least = 1 if kind is RequirementKind.DOCUMENT else 0
        own = st.lists(st.sampled_from(reasons), unique=True, min_size=least, max_size=9)
        earlier = [item.number for item in made if item.conditional]
        hangs_on = st.lists(st.sampled_from(earlier), unique=True) if earlier else st.just([])
        made.append(
            Requirement(
                number=number,
                document=draw(words),
                short_name=draw(words),
                kind=kind,
                form_code=draw(maybe),
                form=draw(st.none() | st.sampled_from(Form)),
                signature=draw(st.none() | st.sampled_from(Signature)),
                seal=draw(st.none() | st.sampled_from(Seal)),
                condition=draw(maybe),
                note=draw(maybe),
                legal_base=draw(maybe),
                warning=draw(maybe),
                in_public_registry=draw(st.booleans()),
                depends_on=tuple(draw(hangs_on)),
                reasons=tuple(draw(own)) if reasons else (),
            )
        )
    return tuple(made)


@st.composite
def _fields(draw: st.DrawFn) -> tuple[CaseField, ...]:
    keys = draw(st.lists(slugs, unique=True, max_size=3))
    plain = [kind for kind in FieldKind if kind is not FieldKind.CHOICE]
    made = [
        CaseField(key, draw(words), draw(st.sampled_from(plain)), draw(st.booleans()))
        if draw(st.booleans())
        else CaseField(
            key,
            draw(words),
            FieldKind.CHOICE,
            options=tuple(draw(st.lists(words, unique=True, min_size=1, max_size=3))),
        )
        for key in keys
    ]
    if draw(st.booleans()):
        made.append(CaseField("the-beginning", draw(words), FieldKind.DATE, role=FieldRole.FROM))
        if draw(st.booleans()):
            made.append(CaseField("the-end", draw(words), FieldKind.DATE, role=FieldRole.TO))
    return tuple(made)


@st.composite
def _service(
    draw: st.DrawFn,
    number: int,
    code: str,
    offices: list[str],
    reasons: list[RejectionReason],
    systems: list[str],
) -> Service:
    support = draw(st.booleans())
    requirements = () if support else draw(_requirements(reasons))
    fields = () if support else draw(_fields())
    steps: tuple[OutsideStep, ...] = ()
    if systems and not support:
        copied = [*COPIED, *(field.key for field in fields)]
        steps = tuple(
            OutsideStep(
                step,
                draw(st.sampled_from(systems)),
                draw(words),
                draw(_members(copied)),
                draw(maybe),
                draw(st.sampled_from([0, *(r.number for r in requirements if r.conditional)])),
            )
            for step in draw(st.lists(slugs, unique=True, max_size=2))
        )
    channels = draw(st.lists(st.sampled_from(Channel), unique=True, min_size=1))
    kit = draw(st.booleans())
    served_by = draw(st.frozensets(st.sampled_from(sorted(SERVING_ROLES)), min_size=1))
    since = [s for s in ClockStart if requirements or s in (ClockStart.ATTENTION, ClockStart.ENTRY)]
    return Service(
        id=number,
        code=code,
        name=draw(words),
        short_name=draw(words),
        description=draw(words),
        response=ResponseTime(
            draw(st.integers(1, 365)),
            draw(st.sampled_from(TimeUnit)),
            draw(st.sampled_from(since)),
            draw(st.booleans()),
        ),
        channels=tuple(channels),
        offices=draw(_members(offices, 1)),
        served_by=served_by | {Role.TECHNICIAN} if kit else served_by,
        requirements=requirements,
        needs_kit=kit,
        how_to=draw(many),
        procedure=draw(many),
        requested_data=draw(many),
        beneficiaries=draw(many),
        cost_usd=draw(st.integers(0, 9999)),
        contact=draw(maybe),
        form_link=draw(maybe),
        note=draw(maybe),
        flow=Flow.SUPPORT if support else Flow.CHECKLIST,
        fields=fields,
        steps=steps,
        approval_before_answer=draw(st.booleans()),
        email_condition=draw(maybe) if Channel.EMAIL in channels else "",
        entity_optional=draw(st.booleans()),
        hours=draw(maybe),
    )


@st.composite
def catalogues(draw: st.DrawFn) -> Catalogue:
    """Any catalogue without faults."""
    offices = draw(
        st.lists(
            st.from_regex(r"[A-Z0-9]{2,8}", fullmatch=True), unique=True, min_size=1, max_size=3
        )
    )
    reasons = [
        RejectionReason(code, draw(words))
        for code in draw(st.lists(slugs, unique=True, max_size=4))
    ]
    systems = draw(st.lists(words, unique=True, max_size=2))
    numbers = draw(st.lists(st.integers(1, 9999), unique=True, min_size=1, max_size=3))
    codes = draw(st.lists(slugs, unique=True, min_size=len(numbers), max_size=len(numbers)))
    return Catalogue(
        version=draw(st.integers(1, 9999)),
        services=tuple(
            draw(_service(number, code, offices, reasons, systems))
            for number, code in zip(numbers, codes, strict=True)
        ),
        offices=tuple(
            CatalogueOffice(code, draw(words), draw(maybe), draw(words), draw(words))
            for code in offices
        ),
        areas=tuple(
            Area(code, draw(words), draw(st.sampled_from(["", "a@b.ec"])), draw(maybe))
            for code in draw(st.lists(slugs, unique=True, max_size=2))
        ),
        systems=tuple(systems),
        topics=tuple(
            Topic(code, draw(words))
            for code in draw(st.lists(slugs, unique=True, min_size=1, max_size=2))
        ),
        mend_days=draw(st.integers(1, 365)),
        reasons=tuple(reasons),
    )
