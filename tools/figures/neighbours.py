"""What the centre would give one office of the others: their counted days, as rows.

The year is played without a centre; how the rows come over one is tested where that is
(``tests/sync``). One office is behind by some days, as if it had not been heard of since.
"""

from datetime import date

from sqlalchemy import insert, select

from db.tables import figure_day, figure_ranked, known_figure_day, known_figure_ranked, known_office
from tools.figures.world import World


def tell(world: World, other: World, through: date) -> None:
    """Give an office the days of another one up to a day, as a supervisor's computer has them."""
    known = {
        "id": other.office.id,
        "code": other.office.code,
        "name": other.office.name,
        "heard_at": world.clock.moment,
        "head": 1,
        "epoch": 1,
        "due": 0,
        "last_day": through,
        "names": "{}",
    }
    with other.engine.connect() as connection:
        days = connection.execute(select(figure_day).where(figure_day.c.day <= through)).all()
        ranked = connection.execute(
            select(figure_ranked).where(figure_ranked.c.day <= through)
        ).all()
    of = {"office_id": other.office.id}
    with world.engine.begin() as connection:
        known["first_day"] = min(row.day for row in days)
        connection.execute(insert(known_office), [known])
        connection.execute(insert(known_figure_day), [row._asdict() | of for row in days])
        connection.execute(insert(known_figure_ranked), [row._asdict() | of for row in ranked])
