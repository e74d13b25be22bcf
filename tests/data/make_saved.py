"""Makes ``office-<version>.db``: a small day of a small office, kept to be migrated for ever.

Run ``python -m tests.data.make_saved`` once at a release and commit the file; never make a
released one again. The key is for tests only and protects nothing.
"""

import sys
from pathlib import Path

from db.engine import open_engine
from db.migrate import prepare
from db.unit_of_work import SqlUnits
from desktop.catalogue_file import catalogues
from desktop.usecases import calling, counters, reception
from desktop.usecases.desk import Desk
from domain.people import DocumentType
from tests.office import CHEAP, FakeClock, open_small_office

KEY = bytes.fromhex("56656e74616e696c6c61" + "00" * 22)


def make(path: Path) -> None:
    """Write the database of this version to ``path``, which must not exist."""
    if path.exists():
        raise FileExistsError(path)
    engine = open_engine(path, KEY)
    prepare(engine)
    desk = Desk(SqlUnits(engine, "PC-PRUEBA"), catalogues(), FakeClock(), CHEAP)
    office = open_small_office(desk.units)
    clerk, receptionist = office.actor("asesor-1"), office.actor("recepcion-1")
    counters.open_counter(desk, clerk, office.counter_id(1))
    draft = reception.PersonDraft(DocumentType.CEDULA, "1710034065", "Luz Ejemplo")
    person = reception.register_person(desk, receptionist, draft)
    entity = reception.register_entity(desk, receptionist, "1760001550001", "Entidad de ejemplo")
    for priority in (False, True, False):
        asked = reception.NewTicket((1, 6), person.id, entity.id, priority)
        reception.issue(desk, receptionist, asked)
    calling.call_next(desk, clerk)
    calling.arrived(desk, clerk)
    with engine.connect() as connection:
        connection.connection.cursor().execute("PRAGMA journal_mode = DELETE")
    engine.dispose()


if __name__ == "__main__":
    make(Path(sys.argv[1]))
