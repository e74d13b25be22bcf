"""What people said of the service, what is done about it, and what was published.

All of it came with 0.7.
"""

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, String, Table, Text, Uuid, text

from db.tables.base import metadata
from db.types import UtcDateTime

_SINCE = {"since": "0007"}

#: One question put to one person about one attention; who that was is not kept.
survey_ask = Table(
    "survey_ask",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("office_id", Uuid, ForeignKey("office.id"), nullable=False),
    Column("day", Date, nullable=False),
    Column("service", Integer, nullable=False),
    Column("channel", String(20), nullable=False),
    Column("counter", Integer, nullable=False),
    Column("code_hash", String(64), nullable=False),
    Column("state", String(12), nullable=False),
    Column("answered_on", Date),
    Column("score", Integer),
    Column("comment", String(600), nullable=False),
    Column("way", String(10), nullable=False),
    Column("contact", String(200), nullable=False),
    Column("version", Integer, nullable=False),
    info=_SINCE,
)
Index("ix_survey_ask_day", survey_ask.c.day)
Index("ix_survey_ask_answered", survey_ask.c.answered_on)
Index("ix_survey_ask_code", survey_ask.c.code_hash)

suggestion = Table(
    "suggestion",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("office_id", Uuid, ForeignKey("office.id"), nullable=False),
    Column("day", Date, nullable=False),
    Column("about", String(12), nullable=False),
    Column("service", Integer, nullable=False),
    Column("staff_id", Uuid, ForeignKey("staff.id")),
    Column("words", String(1000), nullable=False),
    Column("contact", String(200), nullable=False),
    Column("state", String(12), nullable=False),
    Column("answer", String(600), nullable=False),
    Column("seen_by", Uuid, ForeignKey("staff.id")),
    Column("seen_at", UtcDateTime),
    Column("version", Integer, nullable=False),
    info=_SINCE,
)
Index("ix_suggestion_day", suggestion.c.day)

#: A corrective or preventive action (support procedure: causes, actions and their follow-up).
improvement = Table(
    "improvement",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("office_id", Uuid, ForeignKey("office.id"), nullable=False),
    Column("kind", String(12), nullable=False),
    Column("cause", String(12), nullable=False),
    Column("cause_service", Integer, nullable=False),
    Column("cause_key", String(1000), nullable=False),
    Column("cause_words", String(300), nullable=False),
    Column("words", String(600), nullable=False),
    Column("responsible_id", Uuid, ForeignKey("staff.id"), nullable=False),
    Column("due", Date, nullable=False),
    Column("state", String(12), nullable=False),
    Column("created_by", Uuid, ForeignKey("staff.id"), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("before", Integer, nullable=False),
    Column("result", String(600), nullable=False),
    Column("done_by", Uuid, ForeignKey("staff.id")),
    Column("done_at", UtcDateTime),
    Column("verdict", String(600), nullable=False),
    Column("verified_by", Uuid, ForeignKey("staff.id")),
    Column("verified_at", UtcDateTime),
    Column("after", Integer),
    Column("version", Integer, nullable=False),
    info=_SINCE,
)
_under_way = text("state IN ('open', 'done')")
Index(
    "ix_improvement_under_way",
    improvement.c.due,
    sqlite_where=_under_way,
    postgresql_where=_under_way,
)
Index("ix_improvement_responsible", improvement.c.responsible_id, improvement.c.verified_at)
Index("ix_improvement_created", improvement.c.created_at, improvement.c.id)

#: A specialist's report of a month's work, with the coordinator's conformity.
activity_report = Table(
    "activity_report",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("office_id", Uuid, ForeignKey("office.id"), nullable=False),
    Column("month", Date, nullable=False),
    Column("staff_id", Uuid, ForeignKey("staff.id"), nullable=False),
    Column("state", String(12), nullable=False),
    Column("body", Text, nullable=False),
    Column("sent_at", UtcDateTime),
    Column("coordinator_id", Uuid, ForeignKey("staff.id")),
    Column("answered_at", UtcDateTime),
    Column("remarks", String(600), nullable=False),
    Column("version", Integer, nullable=False),
    info=_SINCE,
)
Index("uq_activity_report_month", activity_report.c.month, activity_report.c.staff_id, unique=True)
Index("ix_activity_report_staff", activity_report.c.staff_id, activity_report.c.month)
_sent = text("state = 'sent'")
Index(
    "ix_activity_report_sent",
    activity_report.c.month,
    sqlite_where=_sent,
    postgresql_where=_sent,
)

#: An old table taken over: what was served before this program counted, figure by figure.
lotaip_opening = Table(
    "lotaip_opening",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("office_id", Uuid, ForeignKey("office.id"), nullable=False),
    Column("scope", String(20), nullable=False),
    Column("month", Date, nullable=False),
    Column("service", Integer, nullable=False),
    Column("served", Integer, nullable=False),
    Column("cumulative", Integer, nullable=False),
    Column("satisfaction", Integer),
    Column("source", String(120), nullable=False),
    Column("confirmed_by", Uuid, ForeignKey("staff.id"), nullable=False),
    Column("confirmed_at", UtcDateTime, nullable=False),
    Column("version", Integer, nullable=False),
    info=_SINCE,
)
Index(
    "uq_lotaip_opening_month",
    lotaip_opening.c.scope,
    lotaip_opening.c.month,
    lotaip_opening.c.service,
    unique=True,
)

#: A table as it was published: what was said once is kept.
lotaip_issue = Table(
    "lotaip_issue",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("office_id", Uuid, ForeignKey("office.id"), nullable=False),
    Column("scope", String(20), nullable=False),
    Column("month", Date, nullable=False),
    Column("number", Integer, nullable=False),
    Column("issued_by", Uuid, ForeignKey("staff.id"), nullable=False),
    Column("issued_at", UtcDateTime, nullable=False),
    Column("body", Text, nullable=False),
    info=_SINCE,
)
Index(
    "uq_lotaip_issue_number",
    lotaip_issue.c.scope,
    lotaip_issue.c.month,
    lotaip_issue.c.number,
    unique=True,
)

#: Who answers for the table; no row where nobody filled it in.
lotaip_holder = Table(
    "lotaip_holder",
    metadata,
    Column("office_id", Uuid, ForeignKey("office.id"), primary_key=True),
    Column("unit", String(120), nullable=False),
    Column("person", String(120), nullable=False),
    Column("email", String(120), nullable=False),
    Column("phone", String(120), nullable=False),
    Column("version", Integer, nullable=False),
    info=_SINCE,
)
