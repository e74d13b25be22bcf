"""What docs/growth.md builds on: nothing is kept in a process, and what offices send divides."""

import httpx

from db.central.tables import metadata
from tests.central.client import Log, Workstation
from tests.central.server import Databases

ALL_OFFICES = {
    "office", "workstation", "pairing_code", "feed", "feed_state", "task", "catalogue_version",
    "identity", "seat", "access_log", "backup_mark",
}  # fmt: skip
"""Tables of the centre itself: small, or told to all."""


def test_what_offices_send_can_be_divided_by_office() -> None:
    for table in metadata.sorted_tables:
        if table.name in ALL_OFFICES:
            continue
        keys = [
            table.primary_key.columns,
            *(index.columns for index in table.indexes if index.unique),
        ]
        for columns in keys:
            assert columns.keys()[0] == "office_id", f"{table.name} cannot be divided by office"


def test_a_workstation_is_served_by_any_process(databases: Databases, http: httpx.Client) -> None:
    name = databases.fresh()
    with databases.centre(database=name) as one, databases.centre(database=name) as other:
        workstation = Workstation(one, http)
        assert workstation.pair(one.code(one.known_office())).status_code == 200
        assert workstation.office_id is not None
        log = Log(workstation.office_id)
        for number in range(6):
            workstation.centre = (one, other)[number % 2]
            sent = log.many(2)
            answer = workstation.push(sent)
            assert answer.status_code == 200, answer.text
            assert answer.json()["accepted"] == [operation.sequence for operation in sent]
            assert answer.json()["head"]["sequence"] == 2 * (number + 1)
