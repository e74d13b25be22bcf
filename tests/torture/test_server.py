"""A short form of the torture of an office on a server, and the way on which it is cut."""

import json
from pathlib import Path

from tests.torture.office import Ground
from tests.torture.server_run import torture_server
from tests.torture.wire import Messages


def test_an_office_on_a_server_full_of_faults_loses_and_doubles_nothing(tmp_path: Path) -> None:
    ground = Ground((tmp_path / "tortura").resolve())
    torture_server(ground, "corta", 120, 4, durable=False)
    kept = json.loads((ground.root / "run.json").read_text())
    last = kept["looks"][-1]
    assert (last["lost"], last["doubled"], last["others"]) == (0, 0, 0), last["words"]
    assert last["actions"] >= 120
    assert kept["kills"] >= 4
    assert kept["bugs"] == 0
    assert kept["planted and not flagged"] == []


def _message(kind: bytes, body: bytes) -> bytes:
    return kind + (len(body) + 4).to_bytes(4, "big") + body


def test_only_what_commits_a_write_is_seen_as_such() -> None:
    startup = (12).to_bytes(4, "big") + (196608).to_bytes(4, "big") + b"u\0x\0"
    write = _message(b"Q", b"BEGIN; SELECT epoch FROM authority\0")
    read = _message(b"Q", b"BEGIN READ ONLY\0")
    commit = _message(b"Q", b"COMMIT\0")
    prepared = _message(b"P", b"_1\0COMMIT\0\0\0")
    bound = _message(b"B", b"\0_1\0\0\0\0\0")
    said = startup + write + commit + read + commit + prepared + write + bound
    heard = Messages()
    seen = [
        commits
        for piece in range(0, len(said), 7)
        for _, commits in heard.feed(said[piece : piece + 7])
    ]
    assert seen == [False, False, True, False, False, False, False, True]
