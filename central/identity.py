"""One person per document: what follows from the people that an office tells of."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from central.work import Work
from db.central import identities
from db.central.identities import Identity, Known, OpenTask
from domain.exchange import RowImage
from domain.identities import Answer, Standing, identity_of, names_of, standing, told_name
from domain.people import DocumentType
from domain.tasks import WORDS_LIMIT, TaskKind

CENTRE = "Centro"
_PERSON = "person"
_SETTLED = "Ya no hace falta: los datos se corrigieron."
_TASKS = {
    Standing.DOUBTFUL: TaskKind.SAME_PERSON,
    Standing.APART: TaskKind.CORRECT_DOCUMENT,
}
_HOW = {
    TaskKind.SAME_PERSON: "Compare el nombre con el documento, o pregunte a la persona. Mientras"
    " tanto, cada oficina conserva su historia.",
    TaskKind.CORRECT_DOCUMENT: "La oficina que escribió mal el número lo corrige en Recepción"
    " (F4). Este pendiente se cierra solo.",
}


@dataclass(frozen=True, slots=True)
class Said:
    """Somebody's answer to whether the people of one document are one."""

    canonical: UUID
    answer: Answer
    resolution: str
    by: str


def merge(
    work: Work, office: Mapping[str, Any], images: Collection[RowImage], said: Sequence[Said] = ()
) -> None:
    """Find who is the same person as somebody of another office, and tell what changed.

    Set-based: as many statements for one person as for five hundred.

    Args:
        office: who tells of them, locked.
        images: rows that were kept; those of other tables are passed over.
        said: answers that came at the same time.
    """
    people = {UUID(image.key): image.row for image in images if image.table == _PERSON}
    placed = {person: _identity(row) for person, row in people.items()}
    before = identities.of(work.link, office["id"], placed) if placed else {}
    moved = {
        canonical
        for person, now in placed.items()
        if (was := before.get(person)) != now
        for canonical in (was, now)
        if canonical is not None
    }
    touched = {*moved, *(one for one in placed.values() if one), *(one.canonical for one in said)}
    if not touched:
        return
    begun = identities.begin(work.link, _documents(people, placed))
    kept = identities.lock(work.link, touched)
    for one in said:
        identities.answer(work.link, one.canonical, one.answer)
    identities.move(work.link, office["id"], placed)
    answers = {one.canonical: one for one in said}
    _Judging(
        work,
        identities.members(work.link, touched),
        identities.open_tasks(work.link, touched),
        moved,
        begun,
        answers,
    ).judge(kept)


@dataclass(frozen=True, slots=True)
class _Judging:
    work: Work
    members: Mapping[UUID, list[Known]]
    tasks: Mapping[UUID, list[OpenTask]]
    moved: Collection[UUID]
    begun: Collection[UUID]
    answers: Mapping[UUID, Said]

    def judge(self, kept: Sequence[Identity]) -> None:
        """Tell what changed of each identity, and keep how it stands."""
        results = []
        for identity in kept:
            known = self.members.get(identity.canonical, [])
            said = self.answers.get(identity.canonical)
            answer = identity.answer if said is None else said.answer
            now = standing([one.member for one in known], answer)
            name = told_name([one.member for one in known]) if known else identity.name
            self._tell(identity, known, now, name)
            self._ask(identity, known, now, said)
            results.append((identity.canonical, name, now))
        identities.save(self.work.link, results)

    def _tell(self, identity: Identity, known: Sequence[Known], now: Standing, name: str) -> None:
        canonical = identity.canonical
        moved = canonical in self.moved
        if moved or canonical in self.begun or name != identity.name:
            offices = sorted({one.office for one in known})
            self.work.tell(
                None,
                "person",
                {
                    "document_type": identity.document_type,
                    "document": identity.document,
                    "name": name,
                    "canonical": str(canonical),
                    "offices": offices,
                },
            )
        was_one, is_one = identity.standing is Standing.ONE, now is Standing.ONE
        if was_one != is_one or (is_one and moved):
            self._tell_merged(canonical, known, is_one=is_one)

    def _tell_merged(self, canonical: UUID, known: Sequence[Known], *, is_one: bool) -> None:
        everywhere = sorted({one.office for one in known})
        for office_id in sorted({one.member.office_id for one in known}):
            own = [one for one in known if one.member.office_id == office_id]
            self.work.tell(
                office_id,
                "merged",
                {
                    "canonical": str(canonical),
                    "members": [str(one.member.person_id) for one in own],
                    "offices": everywhere if is_one else [own[0].office],
                },
            )

    def _ask(
        self, identity: Identity, known: Sequence[Known], now: Standing, said: Said | None
    ) -> None:
        """Have just those tasks wait that follow from how it stands; close the others."""
        kind = _TASKS.get(now)
        names = names_of(one.member for one in known)
        wanted = {one.member.office_id for one in known} if kind is not None else set()
        for task in self.tasks.get(identity.canonical, []):
            if task.office_id in wanted and task.kind == kind and task.names == names:
                wanted.discard(task.office_id)
                continue
            resolution, by = (said.resolution, said.by) if said else (_SETTLED, CENTRE)
            self.work.close_task(task.id, task.office_id, resolution, by)
        if kind is None:
            return
        offices = " y ".join(sorted({one.office for one in known}))
        for office_id in sorted(wanted):
            self.work.open_task(
                office_id,
                offices[:120],
                kind,
                words=_words(identity, known, kind),
                how=_HOW[kind],
                subject={"canonical": str(identity.canonical), "names": sorted(names)},
            )


def _identity(row: Mapping[str, Any] | None) -> UUID | None:
    if row is None:
        return None
    document_type, document = row.get("document_type"), row.get("document")
    if not isinstance(document_type, str) or not isinstance(document, str):
        return None
    return identity_of(document_type, document)


def _documents(
    people: Mapping[UUID, Mapping[str, Any] | None], placed: Mapping[UUID, UUID | None]
) -> dict[UUID, tuple[str, str, str]]:
    found = {}
    for person, canonical in placed.items():
        row = people[person]
        if canonical is not None and row is not None:
            name = row.get("name")
            found[canonical] = (
                row["document_type"],
                row["document"],
                name if isinstance(name, str) else "",
            )
    return dict(sorted(found.items()))


def _words(identity: Identity, known: Sequence[Known], kind: TaskKind) -> str:
    types = {one.value: one.label for one in DocumentType}
    label = types.get(identity.document_type, "Documento")
    told = "; ".join(dict.fromkeys(f"«{one.member.name}» en {one.office}" for one in known))
    ends = "" if kind is TaskKind.SAME_PERSON else " Se dijo que son personas distintas."
    whole = f"{label} {identity.document}: {told}."
    return whole[: WORDS_LIMIT - len(ends)] + ends
