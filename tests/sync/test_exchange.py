"""An office and a real centre: what is sent arrives once, what is told is applied once."""

from tests.central.server import Centre as Server
from tests.sync.linked import Linked


def test_everything_arrives(linked: Linked, centre: Server) -> None:
    loop = linked.loop()
    done = loop.once()
    assert done is not None
    office_id = linked.office.office.id
    with linked.desk.units.read() as unit:
        assert unit.exchange.count_unsent() == 0
        assert not unit.exchange.marked(1)
        head = unit.log.head()
    assert done.operations == head.sequence
    kept = centre.rows(
        "SELECT sequence, hash FROM operation WHERE office_id = %s ORDER BY sequence", office_id
    )
    assert [row["sequence"] for row in kept] == list(range(1, head.sequence + 1))
    assert kept[-1]["hash"] == head.hash
    assert linked.link().last_push_at is not None
    assert linked.link().last_pull_at is not None
    again = loop.once()
    assert again is not None
    assert (again.operations, again.rows) == (0, 0)
