"""Begins a migration from what changed in the tables: ``python -m tools.new_revision "words"``.

Compares ``db/tables/`` with the schema of the last revision and writes the next one, to be read
and completed by hand (triggers and data are not seen). Then set the head in ``db/migrate.py``.
"""

import argparse
import tempfile
from pathlib import Path

from alembic import command

from db.engine import open_engine
from db.migrate import OFFICE, configured, prepare


def main() -> None:
    """Read the command line and write the revision."""
    parser = argparse.ArgumentParser(description="Begin a migration.")
    parser.add_argument("words", help="what it changes, in a few words")
    words = parser.parse_args().words
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(Path(folder) / "last.db", bytes(32))
        prepare(engine)
        with engine.begin() as connection:
            made = command.revision(
                configured(OFFICE, connection),
                words,
                autogenerate=True,
                rev_id=f"{int(OFFICE.head) + 1:04}",
            )
        engine.dispose()
    print(f"{made.path if made is not None and not isinstance(made, list) else made}")


if __name__ == "__main__":
    main()
