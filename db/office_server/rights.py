"""Who may do what in an office's database on a server.

Three roles that nobody enters by: the owner has the tables and is the only one who changes them;
the counters' group works in them; who is in the keepers' group may act as the owner when asked to
(moving, restoring, migrating), and has nothing of it by itself. A counter appends to the log, and
may take out a payload whose time is over; that it puts no other in its place is seen to by a
trigger (``db.tables.log``). It never removes an entry or changes its hashes; nor may it say which
copy of the database counts.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from psycopg import Connection, sql

from db.tables import ON_SERVER, SYNCHRONISED, authority, metadata, operation

#: The tables whose rows may go: those that the centre can give back as they were, and what is
#: worked out from others. Of the log, the numbers that were given out, and who counts, nothing is removed.
REMOVABLE = SYNCHRONISED | {
    "centre_link",
    "changed_row",
    "closed_day",
    "closed_day_minutes",
    "closed_day_slot",
    "entity_term",
    "figure_due",
    "figure_entity",
    "figure_entity_day",
    "figure_month",
    "gallery_entry",
    "known_authoriser",
    "known_figure_day",
    "known_figure_ranked",
    "known_office",
    "known_person",
    "opinion_box",
    "other_branch",
    "pending_task",
    "person_term",
    "refused_operation",
    "sealed_packet",
    "sent_run",
    "solution_fts",
}
_OF_COUNTERS = "contingency"  # the columns of ``authority`` that they may change begin so
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Roles:
    """The roles of one database, by its name: a server may hold several databases."""

    database: str

    @property
    def owner(self) -> str:
        """Who the tables belong to."""
        return f"{self.database}_owner"

    @property
    def counters(self) -> str:
        """Whom every workstation belongs to."""
        return f"{self.database}_counters"

    @property
    def keepers(self) -> str:
        """Who may act as the owner."""
        return f"{self.database}_keepers"

    def login(self, workstation: str) -> str:
        """Return the login of a workstation: its name's ASCII letters and digits."""
        kept = "".join(
            char if char.isascii() and char.isalnum() else "_" for char in workstation.lower()
        )
        return f"{self.database}_pc_{kept[:_LONGEST].strip('_')}"


def grant(connection: Connection[Any], roles: Roles) -> None:
    """Give the counters exactly what the program needs of each table; repeat after a migration.

    Args:
        connection: of the owner.
    """
    group = sql.Identifier(roles.counters)

    def run(statement: str, **names: sql.Composable) -> None:
        connection.execute(sql.SQL(statement).format(group=group, **names))

    with connection.transaction():
        run("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, {group}")
        run("REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC, {group}")
        run("GRANT USAGE ON SCHEMA public TO {group}")
        run("GRANT SELECT ON ALL TABLES IN SCHEMA public TO {group}")
        for name in (*(table.name for table in metadata.sorted_tables), "solution_fts"):
            table = sql.Identifier(name)
            if name == authority.name:
                # Locking a row wants the right to change something in it.
                free = [c.name for c in authority.columns if c.name.startswith(_OF_COUNTERS)]
                columns = sql.SQL(", ").join(map(sql.Identifier, free))
                run("GRANT UPDATE ({columns}) ON {table} TO {group}", table=table, columns=columns)
            elif name == operation.name:
                run("GRANT INSERT, UPDATE (payload) ON {table} TO {group}", table=table)
            else:
                run("GRANT INSERT, UPDATE ON {table} TO {group}", table=table)
            if name in REMOVABLE:
                run("GRANT DELETE ON {table} TO {group}", table=table)
        _grant_pieces(run)


def _grant_pieces(run: Callable[..., None]) -> None:
    """Let counters keep pieces and forget them; of a piece nothing changes but when it came last, and was sent."""
    place = sql.Identifier(str(ON_SERVER.metadata.schema))
    run("REVOKE ALL ON ALL TABLES IN SCHEMA {place} FROM PUBLIC, {group}", place=place)
    run("GRANT USAGE ON SCHEMA {place} TO {group}", place=place)
    run("GRANT SELECT, INSERT, DELETE ON ALL TABLES IN SCHEMA {place} TO {group}", place=place)
    piece = sql.SQL(".").join((place, sql.Identifier(ON_SERVER.piece.name)))
    run("GRANT UPDATE (added_at, sent_to) ON {piece} TO {group}", piece=piece)
