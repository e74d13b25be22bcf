"""A copy of some rows of another office, in memory, to ask the same questions of.

It is for looking only: what is told half-way (a turno that already left a counter and another
that already came there) must not stand in its way, so no index forbids it.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool

from db.engine import transaction
from db.images import IMAGES
from db.repositories.applying import RowApplying
from db.statements import Statements
from db.tables import metadata
from db.unit_of_work import SqlUnits
from domain.exchange import ImageDamaged, RowImage
from domain.ports import Units

_ALONE = "SELECT name FROM sqlite_master WHERE type = 'index' AND name LIKE 'uq_%'"


@contextmanager
def copy_of(images: Sequence[RowImage]) -> Iterator[Units]:
    """Give units of work over ``images``; rows of tables that this program has not are left out.

    Raises:
        ImageDamaged: a row is not what its table holds.
    """
    engine = create_engine(
        "sqlite+pysqlite://",
        module=sqlcipher,
        creator=lambda: sqlcipher.connect(
            ":memory:", isolation_level=None, check_same_thread=False
        ),
        poolclass=StaticPool,
        pool_reset_on_return=None,
        hide_parameters=True,
    )
    try:
        metadata.create_all(engine)
        with engine.begin() as connection:
            for name in connection.exec_driver_sql(_ALONE).scalars().all():
                connection.exec_driver_sql(f'DROP INDEX "{name}"')
        try:
            with transaction(engine, reading=False) as driver:
                RowApplying(Statements(driver, engine.dialect), lambda: None).apply(
                    [image for image in images if image.table in IMAGES]
                )
        except sqlcipher.IntegrityError as exc:
            raise ImageDamaged("rows that cannot stand together") from exc
        yield SqlUnits(engine, "")
    finally:
        engine.dispose()
