"""Which schemas of the office's database this program works with.

Programs of two versions work on one server through a day. The newer one leaves the database as it
is until the day is closed (``desktop.app.schema_gate``), and works until then on what the older
one made: it must be among ``USABLE``. A change of the database says from which schema on programs
may still work on it (``authority.usable_from``): the older one checks that, whatever else is new.
"""

HEAD = "0007"
"""The schema that this program makes."""

USABLE = frozenset({"0006", HEAD})
"""Those it works with unchanged; a column that is not there yet is left out (``db.statements``)."""

RUNNING = 7303015
"""Every connection of a program holds this advisory lock, shared, under the number of its schema;
a change that shuts a version out takes it alone first."""
