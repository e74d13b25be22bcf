"""The key: made, kept in a keyring, recovered by its code, changed; on real files."""

import json
import os
import shutil
import subprocess
import sys
import textwrap
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import keyring
import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from keyring.backend import KeyringBackend
from keyring.backends import fail, null
from keyring.errors import KeyringLocked

from desktop import keys
from desktop.keys import slots as files
from desktop.keys.recovery import ALPHABET, GROUPS, SECRET_BITS, RecoveryCode
from desktop.keys.stores import DemoKeyFile, SystemKeyring
from domain.errors import (
    InvalidInput,
    KeyFileDamaged,
    KeyStoreUnavailable,
    NewerVersion,
    RecoveryCodeMistyped,
    RecoveryCodeNeeded,
    RecoveryCodeRefused,
    WrongKey,
)
from tests import memory_keyring

NOW = datetime(2026, 3, 2, 13, 0, tzinfo=UTC)
CODES = st.integers(0, 2**SECRET_BITS - 1).map(
    lambda number: RecoveryCode(number.to_bytes((SECRET_BITS + 7) // 8, "big"))
)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "oficina.db"


@pytest.fixture
def store() -> SystemKeyring:
    memory_keyring.forget_all()
    return SystemKeyring()


# ------------------------------------------------------------------- the code


@given(CODES)
def test_a_code_reads_back_however_it_is_typed(code: RecoveryCode) -> None:
    typed = code.text.lower().replace("0", "o").replace("1", "l")
    for form in (code.text, typed, typed.replace("-", " "), typed.replace("-", ""), f" {typed}–"):
        assert RecoveryCode.parse(form) == code
    assert all(len(group) == 5 for group in code.groups)


@given(CODES, st.integers(0, GROUPS * 5 - 1), st.sampled_from(ALPHABET))
def test_any_one_wrong_symbol_is_told_by_its_group(
    code: RecoveryCode, at: int, symbol: str
) -> None:
    symbols = list("".join(code.groups))
    if symbols[at] == symbol:
        return
    symbols[at] = symbol
    with pytest.raises(RecoveryCodeMistyped) as caught:
        RecoveryCode.parse("".join(symbols))
    assert caught.value.groups == (at // 5 + 1,)
    assert f"El grupo {at // 5 + 1} " in caught.value.what


@given(CODES, st.integers(0, GROUPS - 1), st.integers(0, 3))
def test_swapped_neighbours_in_a_group_are_told(code: RecoveryCode, group: int, at: int) -> None:
    groups = [list(symbols) for symbols in code.groups]
    if groups[group][at] == groups[group][at + 1]:
        return
    groups[group][at : at + 2] = reversed(groups[group][at : at + 2])
    with pytest.raises(RecoveryCodeMistyped) as caught:
        RecoveryCode.parse(" ".join("".join(symbols) for symbols in groups))
    assert caught.value.groups == (group + 1,)


@given(CODES, st.permutations(range(GROUPS)))
def test_swapped_groups_are_told(code: RecoveryCode, order: list[int]) -> None:
    groups = [code.groups[place] for place in order]
    moved = tuple(at + 1 for at, place in enumerate(order) if at != place)
    if not moved:
        return
    with pytest.raises(RecoveryCodeMistyped) as caught:
        RecoveryCode.parse("-".join(groups))
    assert caught.value.groups == moved
    assert "Los grupos " in caught.value.what


def test_a_symbol_too_few_or_too_many_is_told_by_its_group() -> None:
    groups = list(RecoveryCode.new().groups)
    for wrong in (groups[2][:-1], groups[2] + "7", "Ñ" + groups[2][1:], "U" + groups[2][1:]):
        with pytest.raises(RecoveryCodeMistyped) as caught:
            RecoveryCode.parse("-".join([*groups[:2], wrong, *groups[3:]]))
        assert caught.value.groups == (3,)


@given(st.text(max_size=400))
def test_nothing_typed_breaks_it(typed: str) -> None:
    with pytest.raises(InvalidInput):
        RecoveryCode.parse(typed)


@pytest.mark.parametrize("typed", ["", "\x00", "\ud800" * 35, "🗝" * 35, "A" * 10_000, "- - -"])
def test_hostile_codes_are_refused_in_words(typed: str) -> None:
    with pytest.raises(RecoveryCodeMistyped) as caught:
        RecoveryCode.parse(typed)
    assert caught.value.words


def test_codes_differ_and_hide_in_reprs() -> None:
    codes = {RecoveryCode.new().text for _ in range(50)}
    assert len(codes) == 50
    code = RecoveryCode.new()
    assert code.groups[0] not in repr(code)
    assert code.secret.hex() not in repr(code)


# ------------------------------------------------------------- the whole way


def test_a_first_start_keeps_the_key_in_the_keyring(database: Path, store: SystemKeyring) -> None:
    made = keys.begin(database, store, NOW)
    assert made.remembered
    assert len(made.key) == 32
    assert keys.open_key(database, store) == made.key
    slots = files.read(database)
    assert slots.has(files.RECOVERY)
    assert not slots.has("centre")
    assert made.key.hex() not in repr(made)
    assert made.key.hex() not in files.slots_path(database).read_text()


def test_another_account_types_the_code_once(database: Path, store: SystemKeyring) -> None:
    made = keys.begin(database, store, NOW)
    memory_keyring.forget_all()
    with pytest.raises(RecoveryCodeNeeded):
        keys.open_key(database, store)
    opened = keys.recover(database, made.code.text.lower(), store, NOW)
    assert opened == keys.OpenedKey(made.key, remembered=True)
    assert keys.open_key(database, store) == made.key


def test_a_stale_key_in_the_keyring_asks_for_the_code(database: Path, store: SystemKeyring) -> None:
    made = keys.begin(database, store, NOW)
    store.save(made.database_id, bytes(32))
    with pytest.raises(RecoveryCodeNeeded):
        keys.open_key(database, store)
    keyring.set_password("Ventanilla", str(made.database_id), "no es hexadecimal")
    with pytest.raises(RecoveryCodeNeeded):
        keys.open_key(database, store)


def test_the_code_of_another_office_is_refused(
    database: Path, tmp_path: Path, store: SystemKeyring
) -> None:
    keys.begin(database, store, NOW)
    other = keys.begin(tmp_path / "otra.db", store, NOW)
    with pytest.raises(RecoveryCodeRefused):
        keys.recover(database, other.code.text, store, NOW)


def test_a_new_code_replaces_the_old_one_once_it_is_confirmed(
    database: Path, store: SystemKeyring
) -> None:
    made = keys.begin(database, store, NOW)
    assert not files.read(database).code_confirmed
    keys.confirm_code(database, made.code.text, NOW)
    assert files.read(database).code_confirmed

    newer = keys.change_code(database, made.key, NOW)
    assert files.read(database).code_confirmed  # the old one is still held
    for code in (made.code, newer):
        assert keys.recover(database, code.text, store, NOW).key == made.key
    with pytest.raises(RecoveryCodeRefused):
        keys.confirm_code(database, made.code.text, NOW)

    newest = keys.change_code(database, made.key, NOW)
    with pytest.raises(RecoveryCodeRefused):
        keys.recover(database, newer.text, store, NOW)
    keys.confirm_code(database, newest.text, NOW)
    assert keys.recover(database, newest.text, store, NOW).key == made.key
    with pytest.raises(RecoveryCodeRefused):
        keys.recover(database, made.code.text, store, NOW)


def test_the_code_is_changed_only_by_who_holds_the_key(
    database: Path, store: SystemKeyring
) -> None:
    keys.begin(database, store, NOW)
    with pytest.raises(ValueError, match="not the key"):
        keys.change_code(database, bytes(32), NOW)


def test_a_key_is_never_made_over_a_database(database: Path, store: SystemKeyring) -> None:
    database.write_bytes(b"x")
    with pytest.raises(FileExistsError):
        keys.begin(database, store, NOW)


def test_a_first_start_that_was_cut_begins_again(database: Path, store: SystemKeyring) -> None:
    cut = keys.begin(database, store, NOW)
    made = keys.begin(database, store, NOW)
    assert keys.open_key(database, store) == made.key != cut.key
    aside = database.with_name("oficina.db.claves.anterior-20260302-130000")
    assert files.from_bytes(aside.read_bytes()).is_key(cut.key)


# -------------------------------------------------------------- the slots file


def test_a_damaged_slots_file_is_read_from_its_copy(database: Path, store: SystemKeyring) -> None:
    made = keys.begin(database, store, NOW)
    first = files.slots_path(database)
    whole = first.read_bytes()
    for damage in (b"", b"{}", b"[1]", b"null", b'"x"', whole[:-40], whole.replace(b"a", b"b", 1)):
        first.write_bytes(damage)
        assert keys.open_key(database, store) == made.key
    first.unlink()
    assert keys.open_key(database, store) == made.key
    first.with_name(first.name + ".copia").write_bytes(b"\xff\x00")
    with pytest.raises(KeyFileDamaged):
        keys.open_key(database, store)


def test_any_flipped_byte_is_noticed(database: Path, store: SystemKeyring) -> None:
    made = keys.begin(database, store, NOW)
    whole = files.slots_path(database).read_bytes()
    for at in range(len(whole)):
        damaged = bytearray(whole)
        damaged[at] ^= 0x01
        try:
            slots = files.from_bytes(bytes(damaged))
        except KeyFileDamaged:
            continue
        assert slots.unwrap(made.code) == made.key  # only a space between two fields changed


def test_slots_of_a_later_kind_are_kept(database: Path, store: SystemKeyring) -> None:
    made = keys.begin(database, store, NOW)
    slots = files.read(database)
    centre = {"kind": "centre-key", "wrapped": "AAAA"}
    files.write(database, files.KeySlots(slots.database_id, slots.fingerprint, (centre,)))
    keys.confirm_code(database, keys.change_code(database, made.key, NOW).text, NOW)
    assert centre in files.read(database).slots


def test_the_centre_opens_what_was_sealed_to_it_and_nobody_else(
    database: Path, store: SystemKeyring
) -> None:
    new = keys.begin(database, store, NOW)
    centre, later = X25519PrivateKey.generate(), X25519PrivateKey.generate()
    slots = files.read(database)
    with pytest.raises(WrongKey):
        slots.unseal(centre.private_bytes_raw())
    for private, name in ((centre, "de-antes"), (later, "de-ahora")):
        public = private.public_key().public_bytes_raw()
        slots = slots.with_centre(new.key, name, public, NOW)
    files.write(database, slots)
    kept = files.read(database)
    assert [slot.get("sealing_key") for slot in kept.slots if slot["kind"] == files.CENTRE] == [
        "de-ahora"
    ]
    assert kept.unseal(later.private_bytes_raw()) == new.key
    with pytest.raises(WrongKey):
        kept.unseal(centre.private_bytes_raw())
    # Bound to its database: copied beside another one it opens nothing.
    with pytest.raises(WrongKey):
        replace(kept, database_id=UUID(int=7)).unseal(later.private_bytes_raw())
    assert new.key.hex() not in files.to_bytes(kept).decode()
    # What opens it besides stays as it was.
    assert kept.unwrap(new.code) == new.key
    keys.change_code(database, new.key, NOW)
    assert files.read(database).unseal(later.private_bytes_raw()) == new.key
    with pytest.raises(ValueError):
        slots.with_centre(new.key, "x", b"short", NOW)


def test_a_file_of_a_newer_program_is_not_touched(database: Path, store: SystemKeyring) -> None:
    keys.begin(database, store, NOW)
    body = json.loads(files.slots_path(database).read_bytes())
    body.pop("checksum")
    body["version"] = 2
    body["checksum"] = files._checksum(body)
    files.slots_path(database).write_text(json.dumps(body))
    with pytest.raises(NewerVersion):
        keys.open_key(database, store)


def test_a_full_disk_keeps_the_old_code(database: Path, store: SystemKeyring) -> None:
    made = keys.begin(database, store, NOW)
    keys.confirm_code(database, made.code.text, NOW)
    script = """
import resource, sys
from datetime import UTC, datetime
from pathlib import Path
from desktop import keys
from domain.errors import DiskFull
resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
try:
    keys.change_code(Path(sys.argv[1]), bytes.fromhex(sys.stdin.read()), datetime.now(UTC))
except DiskFull as error:
    print("told")
"""
    done = subprocess.run(
        [sys.executable, "-c", script, database],
        input=made.key.hex(),
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
    )
    assert done.stdout == "told\n", done.stderr
    assert keys.recover(database, made.code.text, store, NOW).key == made.key


# ----------------------------------------------------------------- the keyrings


class Locked(KeyringBackend):
    """A keyring whose owner dismisses each prompt."""

    priority = 0

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked(service)

    def set_password(self, service: str, username: str, password: str) -> None:
        raise KeyringLocked(service)


class Forgetful(KeyringBackend):
    """A keyring that says yes and keeps nothing."""

    priority = 0

    def get_password(self, service: str, username: str) -> str | None:
        return None

    def set_password(self, service: str, username: str, password: str) -> None:
        pass


@pytest.mark.parametrize("backend", [fail.Keyring, null.Keyring, Locked])
def test_without_a_keyring_the_code_opens_it_each_time(
    backend: type[KeyringBackend],
    database: Path,
    store: SystemKeyring,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(keyring, "get_keyring", backend)
    made = keys.begin(database, store, NOW)
    assert not made.remembered
    with pytest.raises(KeyStoreUnavailable):
        keys.open_key(database, store)
    assert keys.recover(database, made.code.text, store, NOW) == keys.OpenedKey(
        made.key, remembered=False
    )


def test_whether_anybody_ever_held_a_way_in_is_noted(
    database: Path, store: SystemKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys.begin(database, store, NOW)
    assert not files.read(database).nobody_enters  # the keyring does
    database.with_name("oficina.db.claves").unlink()
    with monkeypatch.context() as without:
        without.setattr(keyring, "get_keyring", fail.Keyring)
        made = keys.begin(database, store, NOW)
        assert files.read(database).nobody_enters
        keys.recover(database, made.code.text, store, NOW)
        noted = files.read(database)
        assert noted.code_confirmed
        assert not noted.nobody_enters
        assert not noted.remembered
    keys.recover(database, made.code.text, store, NOW)
    assert files.read(database).remembered


def test_slots_that_say_nothing_of_a_keyring_are_never_given_up(
    database: Path, store: SystemKeyring
) -> None:
    keys.begin(database, store, NOW)
    assert b"remembered" not in files.slots_path(database).read_bytes()
    assert not files.read(database).nobody_enters


def test_the_code_opens_where_nothing_can_be_noted(
    database: Path, store: SystemKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = keys.begin(database, store, NOW)

    def refuse(_path: Path, _content: bytes) -> None:
        raise PermissionError

    monkeypatch.setattr("desktop.keys.slots.replace_file", refuse)
    assert keys.recover(database, made.code.text, store, NOW).key == made.key


def test_a_keyring_that_forgets_is_not_trusted(
    database: Path, store: SystemKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keyring, "get_keyring", Forgetful)
    assert not keys.begin(database, store, NOW).remembered


def test_the_demonstration_key_is_for_one_account(tmp_path: Path, database: Path) -> None:
    store = DemoKeyFile(tmp_path / "demo.clave")
    made = keys.begin(database, store, NOW)
    assert made.remembered
    assert (tmp_path / "demo.clave").stat().st_mode & 0o777 == 0o600
    assert keys.open_key(database, store) == made.key
    assert store.load(UUID(int=0)) is None
    (tmp_path / "demo.clave").write_bytes(b"\xff\x00")
    with pytest.raises(RecoveryCodeNeeded):
        keys.open_key(database, store)
    with pytest.raises(KeyStoreUnavailable):
        DemoKeyFile(tmp_path / "no" / "hay").save(made.database_id, made.key)


# A program of its own: the Secret Service of this session must be reached through its own D-Bus.
_SECRET_SERVICE = """
    import sys
    from datetime import UTC, datetime
    from pathlib import Path
    import keyring
    from desktop import keys
    from desktop.keys.stores import SystemKeyring
    database, step = Path(sys.argv[1]), sys.argv[2]
    assert "SecretService" in type(keyring.get_keyring()).__module__, keyring.get_keyring()
    if step == "begin":
        made = keys.begin(database, SystemKeyring(), datetime.now(UTC))
        assert made.remembered
        print(made.key.hex(), made.code.text)
    elif step == "recover":
        print(keys.recover(database, sys.argv[3], SystemKeyring(), datetime.now(UTC)).key.hex())
    else:
        print(keys.open_key(database, SystemKeyring()).hex())
"""


def secret_service(home: Path, database: Path, *steps: tuple[str, ...]) -> list[list[str]]:
    """Run steps one after another in a session with a real, empty Secret Service."""
    for folder in ("run", "data", "config"):
        (home / folder).mkdir(parents=True, mode=0o700)
    script = home / "step.py"
    script.write_text(textwrap.dedent(_SECRET_SERVICE))
    calls = "\n".join(
        " ".join([sys.executable, str(script), str(database), *step]) for step in steps
    )
    unlock = "eval $(printf '\\n' | gnome-keyring-daemon --unlock --components=secrets)"
    environment = os.environ | {
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(home / "run"),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_CONFIG_HOME": str(home / "config"),
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }
    del environment["PYTHON_KEYRING_BACKEND"]
    done = subprocess.run(
        ["dbus-run-session", "--", "bash", "-c", f"set -e\n{unlock}\n{calls}"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,  # four programs, one after another
    )
    assert done.returncode == 0, done.stderr
    return [line.split() for line in done.stdout.splitlines()]


@pytest.mark.skipif(
    not (shutil.which("dbus-run-session") and shutil.which("gnome-keyring-daemon")),
    reason="needs dbus and gnome-keyring",
)
def test_two_accounts_with_a_real_secret_service(tmp_path: Path) -> None:
    database = tmp_path / "oficina.db"
    (key, code), (again,) = secret_service(tmp_path / "ana", database, ("begin",), ("open",))
    assert again == key
    recovered, reopened = secret_service(
        tmp_path / "luis", database, ("recover", code.lower()), ("open",)
    )
    assert recovered == reopened == [key]
