"""Whom the office's computer accepts is the administrator's decision, and is told."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop.ports.trust import Authority, RevocationList, Trusted
from desktop.usecases import trust_admin
from desktop.usecases.desk import Desk
from domain.errors import DiskFull, InvalidInput
from domain.staff import Actor
from tests.office import SmallOffice

BEGINS, ENDS = datetime(2016, 1, 1, tzinfo=UTC), datetime(2036, 1, 1, tzinfo=UTC)
ROOT = Authority("raiz.cer", "Autoridad Raíz", "", BEGINS, ENDS, "ab" * 32, b"der")
LIST = RevocationList("raiz.crl", "Autoridad Raíz", BEGINS, ENDS, b"der")


@dataclass
class InMemory:
    """Keeps them in memory; ``full`` as a disk is."""

    kept: dict[str, Authority | RevocationList] = field(default_factory=dict)
    full: bool = False

    def all(self) -> Trusted:
        found = self.kept.values()
        return Trusted(
            tuple(one for one in found if isinstance(one, Authority)),
            tuple(one for one in found if isinstance(one, RevocationList)),
        )

    def read(self, path: Path) -> tuple[Authority | RevocationList, ...]:
        if path.suffix != ".cer":
            raise InvalidInput("No es un certificado.")
        return (ROOT,)

    def add(self, found: Authority | RevocationList) -> None:
        if self.full:
            raise DiskFull()
        self.kept[found.file] = found

    def remove(self, file: str) -> None:
        del self.kept[file]


@pytest.fixture
def admin(office: SmallOffice) -> Actor:
    return office.actor("admin-1")


def _told(desk: Desk) -> list[tuple[str, object]]:
    with desk.units.read() as unit:
        return [
            (one.type, json.loads(one.payload or "{}").get("which"))
            for one in unit.log.all()
            if one.type.startswith(("authority", "revocations"))
        ]


def test_one_is_looked_at_accepted_and_dropped(desk: Desk, admin: Actor) -> None:
    certificates = InMemory()
    (found,) = trust_admin.look(desk, admin, certificates, Path("raiz.cer"))
    trust_admin.accept(desk, admin, certificates, found)
    trust_admin.accept(desk, admin, certificates, LIST)
    seen = trust_admin.view(desk, admin, certificates)
    assert (seen.authorities, seen.lists) == ((ROOT,), (LIST,))
    trust_admin.drop(desk, admin, certificates, ROOT.file)
    trust_admin.drop(desk, admin, certificates, LIST.file)
    assert trust_admin.view(desk, admin, certificates) == Trusted()
    assert _told(desk) == [
        ("authority_accepted", ROOT.fingerprint),
        ("revocations_updated", LIST.authority),
        ("authority_dropped", ROOT.fingerprint),
    ]


def test_what_was_not_kept_is_not_told(desk: Desk, admin: Actor) -> None:
    with pytest.raises(DiskFull):
        trust_admin.accept(desk, admin, InMemory(full=True), ROOT)
    assert _told(desk) == []
