"""Captures at the centre: opened and searched by a worker of its own, decided by a person."""

import hashlib
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from biometrics.vault import Vault
from central.__main__ import main
from central.biometrics.keyfile import read_key
from central.biometrics.worker import MOST_ATTEMPTS, Worker
from db.central import biometrics
from db.central.biometrics import Announced
from db.central.database import CentralDatabase
from tests.central.captures import Captures, as_server, command, environment, work
from tests.central.client import Workstation
from tests.central.conftest import Paired
from tests.central.server import ROOT, Centre, Databases
from tests.processes import process_of

NOW = datetime.now(UTC)
# Which finger a test uses is no accident: some invented ones are alike (3 and 14, 3 and 5), and of
# tests in any order the later one would have a hit.
STAGES = ("begun", "opened", "searched", "kept", "before the end", "done")


@pytest.fixture(scope="module")
def centre(databases: Databases, sealing_key: Path) -> Iterator[Centre]:
    """A centre of this module: everybody's fingers are searched."""
    rates = ("--per-workstation", "1000", "--per-address", "10000")
    with databases.centre(*rates, "--sealing-key", str(sealing_key)) as made:
        yield made


@pytest.fixture(name="key", scope="module")
def private_key(sealing_key: Path) -> Path:
    """The private half of the sealing key."""
    return sealing_key.with_suffix("")


@pytest.fixture(name="worker", scope="module")
def one_worker(centre: Centre, key: Path) -> Iterator[Worker]:
    """A worker in this process, for what needs none of its own."""
    database = CentralDatabase(as_server(centre), 2)
    database.open()
    made = Worker(database, read_key(key))
    made.begin()
    yield made
    made.close()
    database.close()


def drain(worker: Worker) -> None:
    """Work on all that waits."""
    while worker.step():
        pass


def document() -> str:
    """Return a document that nobody has yet."""
    return str(uuid4().int)[:10]


def state_of(centre: Centre, enrolment: UUID) -> list[str]:
    found = centre.rows(
        "SELECT state FROM enrolment_packet WHERE enrolment_id = %s ORDER BY announced_at, state",
        enrolment,
    )
    return [row["state"] for row in found]


def run(centre: Centre, *arguments: str) -> int:
    return main(["--database", as_server(centre), *arguments])


def match_of(centre: Centre, enrolment: UUID) -> dict[str, Any]:
    """Return the ministry's task about a hit."""
    (task,) = centre.rows(
        """SELECT * FROM task WHERE kind = 'biometric_match' AND resolved_at IS NULL
        AND subject ->> 'enrolment' = %s""",
        str(enrolment),
    )
    return task


def test_a_finger_under_two_documents_is_found_and_under_one_is_not(
    centre: Centre, paired: Paired, key: Path
) -> None:
    quito, guayaquil = Captures(paired(), key), Captures(paired(), key)
    hers, other = document(), document()
    first = quito.capture(1, hers)
    again = guayaquil.capture(1, hers, first=2)
    twice = guayaquil.capture(1, other, first=4)
    somebody = guayaquil.capture(2, document())
    log = follow(centre, key, 4)
    assert quito.outcomes(first) == ["clear"]
    assert guayaquil.outcomes(again) == ["clear"]
    assert guayaquil.outcomes(twice) == ["hit"]
    assert guayaquil.outcomes(somebody) == ["clear"]
    (told,) = guayaquil.told()[str(twice)]
    assert "índice derecho, puntaje" in told["words"]
    # Whose the other is, is nobody's to know outside the ministry; nor is it in any log.
    assert "Ana" not in f"{told}{log}"
    assert hers not in f"{told}{log}"
    task = match_of(centre, twice)
    assert (task["office_id"], task["owner_role"]) == (None, "ministry")
    assert "Ana" not in task["words"]
    # Nothing of what is searched can be read in the database.
    (kept,) = centre.rows("SELECT content FROM biometric_template WHERE enrolment_id = %s", first)
    assert b"VTR" not in bytes(kept["content"])
    assert b"VTP" not in bytes(kept["content"])


def follow(centre: Centre, key: Path, captures: int) -> str:
    """Run the worker as the service does until it has looked at so many; end it as that does."""
    process = subprocess.Popen(
        command(key), cwd=ROOT, env=environment(centre), stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    log = ""
    with process.stderr:
        for line in process.stderr:
            log += line
            if log.count('"outcome"') == captures:
                break
    process.terminate()
    assert process.wait(60) == 0, log
    return log


def test_what_is_not_as_it_must_be_is_refused_with_its_reason(
    centre: Centre, paired: Paired, key: Path, worker: Worker
) -> None:
    office = Captures(paired(), key)
    right = office.packet(22)
    content = office.sealed(right)
    good = office.send(content)
    office.tell(right.enrolment_id, good, document())
    changed = office.packet(22, first=2)
    sealed = bytearray(office.sealed(changed))
    sealed[len(sealed) // 2] ^= 1
    office.tell(changed.enrolment_id, office.send(bytes(sealed)), document())
    forged = office.packet(22, first=4)
    office.tell(
        forged.enrolment_id,
        office.send(office.sealed(forged, Ed25519PrivateKey.generate())),
        document(),
    )
    replayed = office.packet(22).enrolment_id
    office.tell(replayed, good, document())
    noise = office.packet(22, impressions=())
    office.tell(noise.enrolment_id, office.send(office.sealed(noise)), document())
    foreign = Captures(paired(), key)  # another office tells of the very same packet
    foreign.tell(right.enrolment_id, foreign.send(content), document())
    drain(worker)
    told = office.told()
    words = {}
    for name, enrolment in (
        ("changed", changed.enrolment_id),
        ("forged", forged.enrolment_id),
        ("replayed", replayed),
        ("noise", noise.enrolment_id),
    ):
        (one,) = told[str(enrolment)]
        assert one["outcome"] == "refused"
        words[name] = one["words"]
    assert "fue alterado" in words["changed"]
    assert "firma" in words["forged"]
    assert "otro enrolamiento" in words["replayed"]
    assert "ninguna huella" in words["noise"]
    assert all("repetirse" in one for one in words.values())
    assert foreign.outcomes(right.enrolment_id) == ["refused"]
    assert office.outcomes(right.enrolment_id) == ["clear"]


def test_a_person_of_the_ministry_decides_and_every_look_is_noted(
    centre: Centre,
    paired: Paired,
    key: Path,
    worker: Worker,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    office = Captures(paired(), key)
    other = Captures(paired(), key)
    first, known = office.capture(4, document()), document()
    same, different = other.capture(4, known, first=2), other.capture(4, document(), first=4)
    drain(worker)
    assert other.outcomes(same) == other.outcomes(different) == ["hit"]
    task = match_of(centre, same)
    assert run(centre, "tasks") == 0
    shown = capsys.readouterr().out
    assert str(task["id"]) in shown
    assert "same (Es la misma persona)" in shown
    look = ("biometrics", "--key", str(key), "show", str(task["id"]))
    folder = tmp_path / "imágenes"
    assert run(centre, *look, str(folder), "--by", " ") == 1
    assert run(centre, *look, str(folder), "--by", "Rosa Pérez") == 0
    shown = capsys.readouterr().out
    assert known in shown
    assert "puntaje" in shown
    names = sorted(path.name for path in folder.iterdir())
    assert names[0] == "A-índice derecho-01.png"
    assert {name[0] for name in names} >= {"A", "B"}
    assert all(path.stat().st_mode & 0o077 == 0 for path in [folder, *folder.iterdir()])
    looks = centre.rows(
        "SELECT enrolment_id, by FROM biometric_look WHERE what LIKE %s", f"%{task['id']}"
    )
    assert {one["enrolment_id"] for one in looks} >= {first, same}
    assert {one["by"] for one in looks} == {"Rosa Pérez"}
    assert run(centre, *look, str(folder), "--by", "Rosa Pérez") == 1  # nothing is written over
    settle = ("resolve", str(task["id"]), "--words", "Mismas fotos", "--by", "Rosa Pérez")
    assert run(centre, *settle, "--choice", "seen") == 1
    assert run(centre, *settle, "--choice", "same") == 0
    assert run(centre, *settle, "--choice", "different") == 1
    task = match_of(centre, different)
    # Not by a workstation, of whatever scope: only who has looked at both.
    seen = paired(scope="supervision")
    answer = {"resolution": "Vista", "staff_id": str(uuid4()), "choice": "different"}
    target = f"/v1/tasks/{task['id']}/resolve"
    assert seen.ask("POST", target, answer).status_code == 403
    assert other.workstation.ask("POST", target, answer).status_code == 404
    assert run(centre, "resolve", str(task["id"]), "--words", "x", "--choice", "different") == 0
    assert other.outcomes(same) == ["hit", "same"]
    assert other.outcomes(different) == ["hit", "different"]
    decided = other.told()[str(same)][-1]
    assert decided["by"] == "Rosa Pérez"
    assert "Mismas fotos" not in decided["words"]
    assert (state_of(centre, same), state_of(centre, different)) == (["same"], ["different"])
    assert run(centre, "biometrics", "--key", str(key), "show", str(uuid4()), "x", "--by", "R") == 1


def test_whatever_step_it_is_killed_before_nothing_is_lost_or_doubled(
    centre: Centre, paired: Paired, key: Path, worker: Worker
) -> None:
    drain(worker)
    office = Captures(paired(), key)
    enrolment = office.capture(25, document())
    with process_of(
        [sys.executable, "-m", "tests.central.worker_client", str(key), *STAGES],
        env=environment(centre), stdin=subprocess.PIPE, stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stdin is not None
        for stage in STAGES:
            assert process.stdout.readline() == "-9\n", stage
            if stage != "done":
                assert office.outcomes(enrolment) == []
                assert state_of(centre, enrolment) == ["waiting"]
            # It is killed more often here than a capture that ends the worker may.
            centre.run("UPDATE enrolment_packet SET attempts = 1 WHERE state = 'waiting'")
            process.stdin.write("\n")
            process.stdin.flush()
    assert office.outcomes(enrolment) == ["clear"]
    drain(worker)
    assert office.outcomes(enrolment) == ["clear"]
    kept = centre.rows("SELECT 1 FROM biometric_template WHERE enrolment_id = %s", enrolment)
    assert len(kept) == 1


def test_one_that_always_ends_the_worker_is_refused_and_keeps_nobody_waiting(
    centre: Centre, paired: Paired, key: Path, worker: Worker
) -> None:
    office = Captures(paired(), key)
    enrolment = office.capture(25, document(), first=2)
    centre.run(
        "UPDATE enrolment_packet SET attempts = %s WHERE enrolment_id = %s",
        MOST_ATTEMPTS, enrolment,
    )  # fmt: skip
    drain(worker)
    assert office.outcomes(enrolment) == ["refused"]


def test_two_workers_do_no_capture_twice_and_miss_no_finger(
    centre: Centre, paired: Paired, key: Path, worker: Worker
) -> None:
    drain(worker)
    office, other = Captures(paired(), key), Captures(paired(), key)
    one, two = office.capture(6, document()), other.capture(6, document(), first=2)
    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(lambda _: work(centre, key), range(2)))
    assert [each.returncode for each in done] == [0, 0], done
    # Whichever came first was clear; the other found it.
    assert sorted([*office.outcomes(one), *other.outcomes(two)]) == ["clear", "hit"]


def test_it_waits_for_the_file_and_for_whose_it_is(
    centre: Centre, paired: Paired, key: Path, worker: Worker
) -> None:
    office = Captures(paired(), key)
    packet = office.packet(8)
    content = office.sealed(packet)
    name = hashlib.sha256(content).hexdigest()
    office.tell(packet.enrolment_id, name, document())
    drain(worker)
    assert state_of(centre, packet.enrolment_id) == ["waiting"]
    office.send(content)
    drain(worker)
    assert office.outcomes(packet.enrolment_id) == ["clear"]
    # The same told and sent again, as a restored centre is: nothing happens twice.
    office.tell(packet.enrolment_id, office.send(content), document())
    drain(worker)
    assert office.outcomes(packet.enrolment_id) == ["clear"]


def test_a_capture_that_is_made_again_takes_the_place_of_the_first(
    centre: Centre, paired: Paired, key: Path, worker: Worker
) -> None:
    office = Captures(paired(), key)
    packet, who = office.packet(13), document()
    office.tell(packet.enrolment_id, "0" * 64, who)  # it never comes
    office.tell(packet.enrolment_id, office.send(office.sealed(packet)), who)
    drain(worker)
    assert sorted(state_of(centre, packet.enrolment_id)) == ["clear", "replaced"]


def test_another_key_opens_nothing_and_refuses_nobody(
    centre: Centre,
    databases: Databases,
    http: Any,
    key: Path,
    worker: Worker,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    signals: None,
) -> None:
    wrong = tmp_path / "otra.pem"
    assert main(["sealing-key", str(wrong)]) == 0
    packet = Announced(uuid4(), uuid4(), "0" * 64)
    content = Vault(read_key(key)).seal(packet.office_id, packet.enrolment_id, b"")
    with centre.link() as link:
        biometrics.keep_template(link, packet, content, NOW)
    try:
        assert run(centre, "biometrics", "--key", str(wrong), "--once") == 1
        assert "no es la que selló" in capsys.readouterr().err
    finally:
        centre.run("DELETE FROM biometric_template WHERE office_id = %s", packet.office_id)
    with databases.centre() as new, caplog.at_level("WARNING", "central.biometrics"):
        workstation = Workstation(new, http)
        assert workstation.pair(new.code(new.known_office())).status_code == 200
        office = Captures(workstation, key)
        enrolment = office.capture(2, document())
        assert run(new, "biometrics", "--key", str(wrong), "--once") == 1
        assert "no abre 1 captura" in capsys.readouterr().err
        assert state_of(new, enrolment) == ["waiting"]
        assert run(new, "biometrics", "--key", str(key), "--once") == 0
        assert office.outcomes(enrolment) == ["clear"]


@pytest.fixture
def signals() -> Iterator[None]:
    """Give the signals back that a command takes."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def test_a_key_file_that_others_may_read_is_not_used(
    centre: Centre, key: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], signals: None
) -> None:
    bad = tmp_path / "clave.pem"
    bad.write_bytes(key.read_bytes())
    for mode in (0o604, 0o620):
        bad.chmod(mode)
        assert run(centre, "biometrics", "--key", str(bad), "--once") == 1
        assert "0600" in capsys.readouterr().err
    bad.chmod(0o600)
    bad.write_bytes(b"nothing")
    for path in (bad, tmp_path / "ninguna.pem"):
        assert run(centre, "biometrics", "--key", str(path), "--once") == 1


def test_after_its_time_template_and_packet_are_deleted_and_the_office_told(
    centre: Centre, paired: Paired, key: Path, worker: Worker
) -> None:
    office = Captures(paired(), key)
    over = office.capture(9, document(), delete_after="2026-01-01")
    stays = office.capture(10, document(), delete_after=f"{NOW.year + 5}-01-01")
    drain(worker)
    database = CentralDatabase(as_server(centre), 2)
    database.open()
    tomorrow = Worker(database, read_key(key))  # looks once a day, and when it begins
    try:
        tomorrow.begin()
        drain(tomorrow)
    finally:
        tomorrow.close()
        database.close()
    assert list(office.told("biometrics_deleted")) == [str(over)]
    assert (state_of(centre, over), state_of(centre, stays)) == (["deleted"], ["clear"])
    kept = centre.rows("SELECT enrolment_id FROM biometric_template WHERE content <> ''"
                       " AND office_id = %s", office.office_id)  # fmt: skip
    assert [one["enrolment_id"] for one in kept] == [stays]
    files = centre.rows("SELECT 1 FROM file_piece WHERE office_id = %s", office.office_id)
    assert len(files) == 1
    # Whoever comes after with that finger is not found by what was deleted.
    after = office.capture(9, document(), first=2)
    drain(worker)
    assert office.outcomes(after) == ["clear"]


def test_who_came_after_a_deleted_one_is_found_by_every_worker(
    centre: Centre, paired: Paired, key: Path, worker: Worker
) -> None:
    office = Captures(paired(), key)
    office.capture(13, document(), delete_after="2026-01-01")  # the last of all that came
    drain(worker)
    database = CentralDatabase(as_server(centre), 2)
    database.open()
    tomorrow = Worker(database, read_key(key))
    try:
        tomorrow.begin()
        drain(tomorrow)
        assert office.told("biometrics_deleted")
        office.capture(14, document())
        drain(worker)
        same = office.capture(14, document(), first=2)
        drain(tomorrow)
        assert office.outcomes(same) == ["hit"]
        office.capture(15, document())
        drain(worker)
        # What was deleted is in no worker's memory either; the last one kept is only in the data.
        assert len(worker.enrolled) == len(tomorrow.enrolled) + 1
    finally:
        tomorrow.close()
        database.close()


def test_a_refused_capture_that_no_enrolment_goes_by_is_deleted_too(
    centre: Centre, paired: Paired, key: Path, worker: Worker
) -> None:
    office = Captures(paired(), key)
    office.capture(16, document())
    packet = office.packet(17)
    name = office.send(office.sealed(packet, Ed25519PrivateKey.generate()))
    office.tell(packet.enrolment_id, name, document())
    drain(worker)
    assert office.outcomes(packet.enrolment_id) == ["refused"]
    office.tell_row(packet.enrolment_id, packet="", state="withdrawn")
    database = CentralDatabase(as_server(centre), 2)
    database.open()
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    try:
        with database.write() as link:
            assert biometrics.delete_over(link, tomorrow, NOW) == []
    finally:
        database.close()
    assert state_of(centre, packet.enrolment_id) == ["deleted"]
    files = centre.rows("SELECT 1 FROM file_piece WHERE office_id = %s", office.office_id)
    assert len(files) == 1


def test_what_is_to_be_watched_is_measured(centre: Centre, http: Any) -> None:
    text = http.get(f"{centre.address}/v1/metrics").text
    for name in ("captures_waiting", "captures_checked", "captures_refused",
                 "biometric_matches_open", "oldest_capture_seconds"):  # fmt: skip
        assert f"ventanilla_{name} " in text


def test_a_damaged_template_is_passed_over(
    centre: Centre, paired: Paired, key: Path, worker: Worker, caplog: pytest.LogCaptureFixture
) -> None:
    drain(worker)
    office = Captures(paired(), key)
    packet = Announced(office.office_id, uuid4(), "0" * 64)
    with centre.link() as link:
        biometrics.keep_template(link, packet, b"damaged", NOW)
    enrolment = office.capture(12, document())
    try:
        with caplog.at_level("WARNING", "central.biometrics"):
            drain(worker)
    finally:
        centre.run("DELETE FROM biometric_template WHERE sha256 = %s", packet.sha256)
    assert office.outcomes(enrolment) == ["clear"]
    assert caplog.messages == ['{"damaged": 1}']
