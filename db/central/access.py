"""Who looked at what other offices keep of a person."""

from datetime import datetime
from uuid import UUID

from db.central.database import Link, run
from domain.ids import new_id

_ADD = """INSERT INTO access_log (id, at, office_id, workstation_id, staff_id, what, subject)
VALUES (%(id)s, %(at)s, %(office)s, %(workstation)s, %(staff)s, %(what)s, %(subject)s)"""


def note(
    link: Link,
    *,
    at: datetime,
    office_id: UUID | None,
    workstation_id: UUID,
    staff_id: UUID | None,
    what: str,
    subject: str,
) -> None:
    """Note a look, in the transaction of the look itself."""
    run(
        link,
        _ADD,
        id=new_id(),
        at=at,
        office=office_id,
        workstation=workstation_id,
        staff=staff_id,
        what=what,
        subject=subject,
    )
