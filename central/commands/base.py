"""What the commands share."""

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager

from central.work import Work
from central.work import working as working_on
from db.central.database import CentralDatabase

ENVIRONMENT = "VENTANILLA_CENTRO_BASE"
"""Names what to connect with, so that it does not stand on a command line that all can see."""


class Failure(Exception):
    """A command cannot do what it was asked; its words tell why, in Spanish."""


def administered(told: argparse.Namespace) -> str:
    """Return what to connect with to the centre's database.

    Raises:
        Failure: nobody named it.
    """
    named: str = told.database or os.environ.get(ENVIRONMENT, "")
    if not named:
        raise Failure(f"Indique la base con --database o con la variable {ENVIRONMENT}.")
    return named


@contextmanager
def working(connected: str) -> Iterator[Work]:
    """Begin a transaction of a command."""
    database = CentralDatabase(connected, size=1)
    database.open()
    try:
        with working_on(database) as work:
            yield work
    finally:
        database.close()
