"""An office linked anew while its earlier link is still in use."""

from threading import Thread
from uuid import uuid4

import pytest

from desktop.sync.credentials import Identity
from desktop.sync.troubles import NotPairedHere
from tests.central.server import Centre as Server
from tests.sync.linked import Linked
from tests.sync.test_cloned import pair_again


def test_who_asked_before_asks_as_who_it_is_now(linked: Linked, centre: Server) -> None:
    """The old identity with the new one's nonce would be taken for a clone."""
    linked.loop().once()
    asking = linked.asking()
    asking.pull("", 0)
    before = linked.credentials.load()
    pair_again(linked, centre)
    now = linked.credentials.load()
    assert before is not None
    assert now is not None
    asking.pull("", 0)
    asking.wire.reset()
    seen = centre.rows(
        "SELECT id, cloned_at, last_seen IS NOT NULL AS seen FROM workstation WHERE id = ANY(%s)",
        [before.workstation_id, now.workstation_id],
    )
    assert {(row["id"], row["cloned_at"], row["seen"]) for row in seen} == {
        (before.workstation_id, None, True),
        (now.workstation_id, None, True),
    }


def test_an_answer_under_way_does_not_bring_the_old_identity_back(linked: Linked) -> None:
    new = Identity(uuid4(), b"\1" * 32, "token-of-the-new-one")
    with linked.credentials.nonce() as nonce:
        pairing = Thread(target=linked.credentials.save, args=(new, "its-first"))
        pairing.start()
        pairing.join(60)
        nonce.keep("of-the-old-one")
    pairing.join()
    assert linked.credentials.load() == new
    with linked.credentials.nonce() as nonce:
        assert nonce.value == "its-first"


def test_an_answer_under_way_does_not_undo_that_it_was_forgotten(linked: Linked) -> None:
    with linked.credentials.nonce() as nonce:
        linked.credentials.forget()
        nonce.keep("of-the-old-one")
    assert not linked.credentials.exist()
    with pytest.raises(NotPairedHere):
        linked.asking().pull("", 0)
