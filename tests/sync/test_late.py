"""A request that was thought lost and arrives late makes nobody a clone (docs/protocol.md)."""

import socket
from dataclasses import replace

import pytest

from desktop.sync.troubles import HalfOpen
from tests.central.server import Centre as Server
from tests.sync.hostile import Asked, answer, forward, hostile, refused, reset
from tests.sync.linked import Linked

REQUEST = "ventanilla-request"


class Late:
    """Lets requests through to a real centre, or keeps one to deliver it later."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.kept: list[Asked] = []

    def keep(self, connection: socket.socket, asked: Asked) -> None:
        """The office hears nothing and gives up; the request is still under way."""
        self.kept.append(asked)
        reset(connection, asked)

    def deliver(self) -> None:
        """Now it arrives, and nobody hears the answer."""
        for asked in self.kept:
            here, there = socket.socketpair()
            with here, there:
                forward(self.address, drop=True)(here, asked)


@pytest.mark.parametrize("restarted", [False, True])
def test_a_request_that_arrives_late_makes_no_clone(
    linked: Linked, centre: Server, restarted: bool
) -> None:
    """Given up, another one was answered meanwhile; also by a program that was started anew."""
    linked.loop().once()
    late = Late(centre.address)
    with hostile(late.keep, forward(centre.address)) as way:
        linked = replace(linked, address=way.address)
        asking = linked.asking()
        with pytest.raises(HalfOpen):
            asking.pull("", 0)
        asking = linked.asking() if restarted else asking
        assert asking.pull("", 0, limit=7).last >= 0
        late.deliver()
        for _ in range(3):
            asking.pull("", 0)
        asking.wire.reset()
    assert centre.rows("SELECT cloned_at FROM workstation WHERE id = %s", identity(linked)) == [
        {"cloned_at": None}
    ]


def identity(linked: Linked) -> object:
    """Return who the office is to the centre."""
    found = linked.credentials.load()
    assert found is not None
    return found.workstation_id


def test_a_copy_of_an_earlier_request_is_asked_anew(linked: Linked) -> None:
    pulled = {"feed_epoch": "e", "entries": [], "last": 0, "more": False}
    pulled |= {
        "backed_up_through": 0,
        "offline_days": 30,
        "server_time": "2026-11-21T12:00:00+00:00",
    }
    with hostile(refused(409, "repeated", nonce=""), answer(200, pulled)) as way:
        asking = replace(linked, address=way.address).asking()
        with pytest.raises(HalfOpen):
            asking.pull("", 0)
        asking.pull("", 0)
        asking.wire.reset()
        first, second = way.asked
    assert first.headers["ventanilla-nonce"] == second.headers["ventanilla-nonce"]
    assert first.headers[REQUEST] != second.headers[REQUEST]
