"""The keys of captures: one of a workstation, kept in its keyring; one drawn from the data's key."""

from pathlib import Path
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from desktop.keys.packets import StationPacketKeys, office_biometric_key
from desktop.keys.stores import KeyFile
from domain.errors import KeyStoreUnavailable, RecoveryCodeNeeded

DATABASE, OFFICE, OTHER = UUID(int=1), UUID(int=2), UUID(int=3)
KEY = bytes(range(32))


class NoKeyring:
    """A keyring that does not answer."""

    def load(self, database_id: UUID) -> bytes | None:
        raise KeyStoreUnavailable

    def save(self, database_id: UUID, key: bytes) -> None:
        raise KeyStoreUnavailable


def station(store: KeyFile | NoKeyring, key: bytes = KEY) -> StationPacketKeys:
    return StationPacketKeys(store, DATABASE, key, "PC-KIT")


def test_a_workstation_signs_with_one_key_of_its_own(tmp_path: Path) -> None:
    store = KeyFile(tmp_path / "keys")
    first = station(store)
    made = first.signing()
    assert (len(made), first.signing(), first.workstation) == (32, made, "PC-KIT")
    assert station(store).signing() == made
    assert station(KeyFile(tmp_path / "other")).signing() != made
    assert store.load(DATABASE) is None, "the data's own key is another"


def test_a_key_that_is_none_is_made_anew(tmp_path: Path) -> None:
    store = KeyFile(tmp_path / "keys")
    made = station(store).signing()
    (tmp_path / "keys").write_text((tmp_path / "keys").read_text().replace(made.hex(), "abcd"))
    again = station(store).signing()
    assert len(again) == 32
    assert station(store).signing() == again


def test_without_a_keyring_it_lasts_as_long_as_the_program() -> None:
    keys = station(NoKeyring())
    assert keys.signing() == keys.signing()
    assert station(NoKeyring()).signing() != keys.signing()


def test_an_office_seals_to_a_key_drawn_from_its_datas(tmp_path: Path) -> None:
    keys = station(KeyFile(tmp_path / "keys"))
    private = X25519PrivateKey.from_private_bytes(office_biometric_key(KEY, OFFICE))
    assert keys.office_public(OFFICE) == private.public_key().public_bytes_raw()
    assert keys.office_public(OTHER) != keys.office_public(OFFICE)
    assert KEY not in office_biometric_key(KEY, OFFICE)
    with pytest.raises(RecoveryCodeNeeded):
        station(KeyFile(tmp_path / "keys"), b"").office_public(OFFICE)
