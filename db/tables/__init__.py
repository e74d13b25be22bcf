"""The tables of an office's database, the same on SQLite and PostgreSQL.

The schema itself forbids what must never happen: a number issued twice, two turnos at one
counter, two open calls of one turno, a log entry rewritten.
"""

from db.tables.approvals import APPROVAL_IS_PENDING, approval
from db.tables.base import metadata
from db.tables.calendar import decreed_day
from db.tables.cases import (
    CASE_HAS_ENDED,
    CASE_IS_ANSWERED,
    CASE_IS_OPEN,
    CASE_IS_PROMISED,
    CASE_IS_RETURNED,
    CASE_RARELY_ENDS,
    case_file,
    case_finding,
    case_return,
    case_series,
)
from db.tables.catalogue import catalogue_version
from db.tables.days import closed_day, closed_day_minutes, closed_day_slot
from db.tables.documents import (
    DOCUMENT_IS_FILED,
    DOCUMENT_IS_IN_TRAY,
    MAIL_IS_OPEN,
    document,
    mail,
    received_file,
)
from db.tables.enrolments import (
    ABSENCE_IS_OPEN,
    CHANGE_IS_PROGRAMMED,
    CHANGE_WAITS,
    ENROLMENT_IS_OPEN,
    absence,
    authoriser,
    authoriser_change,
    enrolment,
    enrolment_rules,
    gallery_entry,
    kit,
    known_authoriser,
    loan_contract,
    payment_pc,
    sealed_packet,
)
from db.tables.figures import (
    case_event,
    figure_day,
    figure_due,
    figure_entity,
    figure_entity_day,
    figure_month,
    figure_ranked,
    figure_state,
    known_figure_day,
    known_figure_ranked,
    known_office,
)
from db.tables.link import (
    authority,
    centre_link,
    changed_row,
    kept_slots,
    known_person,
    make_marks,
    mark_changes,
    other_branch,
    pending_task,
    refused_operation,
    sent_run,
)
from db.tables.log import LOG_TRIGGERS, operation, protect_log
from db.tables.notices import notice
from db.tables.office import SESSION_NOT_CLOSED, counter, counter_session, office, staff, staff_role
from db.tables.opinions import opinion_box, survey_rules
from db.tables.people import HAS_DOCUMENT, entity, entity_term, person, person_term
from db.tables.pieces import ON_SERVER
from db.tables.queue import (
    CALL_IS_OPEN,
    IS_AT_COUNTER,
    IS_WAITING,
    day_series,
    queue_day,
    ticket,
    ticket_call,
)
from db.tables.service import (
    activity_report,
    improvement,
    lotaip_holder,
    lotaip_issue,
    lotaip_opening,
    suggestion,
    survey_ask,
)
from db.tables.solutions import (
    DROP_SOLUTION_SEARCH,
    SOLUTION_IS_APPROVED,
    SOLUTION_IS_PENDING,
    SOLUTION_SEARCH,
    solution,
)

#: Tables worked out from others, which no operation has to tell of.
DERIVED = frozenset(
    {
        "operation",
        "person_term",
        "entity_term",
        "day_series",
        "case_series",
        "closed_day",
        "closed_day_slot",
        "closed_day_minutes",
        # What the link with the centre knows, and who may write at all.
        "centre_link",
        "sent_run",
        "changed_row",
        "refused_operation",
        "other_branch",
        "known_person",
        "pending_task",
        "authority",
        "kept_slots",
        # Sealed captures: they travel as files, not as rows.
        "sealed_packet",
        "gallery_entry",
        # What the centre tells of other offices.
        "known_authoriser",
        "known_office",
        "known_figure_day",
        "known_figure_ranked",
        # Sums of the days counted, and which are to be counted.
        "figure_month",
        "figure_entity",
        "figure_entity_day",
        "figure_due",
        "figure_state",
        # What people said today, before it is gathered.
        "opinion_box",
    }
)
#: Tables whose every change must be told by an operation in the same transaction.
SYNCHRONISED = frozenset(metadata.tables) - DERIVED
mark_changes(SYNCHRONISED)

__all__ = [
    "ABSENCE_IS_OPEN",
    "APPROVAL_IS_PENDING",
    "CALL_IS_OPEN",
    "CASE_HAS_ENDED",
    "CASE_IS_ANSWERED",
    "CASE_IS_OPEN",
    "CASE_IS_PROMISED",
    "CASE_IS_RETURNED",
    "CASE_RARELY_ENDS",
    "CHANGE_IS_PROGRAMMED",
    "CHANGE_WAITS",
    "DERIVED",
    "DOCUMENT_IS_FILED",
    "DOCUMENT_IS_IN_TRAY",
    "DROP_SOLUTION_SEARCH",
    "ENROLMENT_IS_OPEN",
    "HAS_DOCUMENT",
    "IS_AT_COUNTER",
    "IS_WAITING",
    "LOG_TRIGGERS",
    "MAIL_IS_OPEN",
    "ON_SERVER",
    "SESSION_NOT_CLOSED",
    "SOLUTION_IS_APPROVED",
    "SOLUTION_IS_PENDING",
    "SOLUTION_SEARCH",
    "SYNCHRONISED",
    "absence",
    "activity_report",
    "approval",
    "authoriser",
    "authoriser_change",
    "authority",
    "case_event",
    "case_file",
    "case_finding",
    "case_return",
    "case_series",
    "catalogue_version",
    "centre_link",
    "changed_row",
    "closed_day",
    "closed_day_minutes",
    "closed_day_slot",
    "counter",
    "counter_session",
    "day_series",
    "decreed_day",
    "document",
    "enrolment",
    "enrolment_rules",
    "entity",
    "entity_term",
    "figure_day",
    "figure_due",
    "figure_entity",
    "figure_entity_day",
    "figure_month",
    "figure_ranked",
    "figure_state",
    "gallery_entry",
    "improvement",
    "kept_slots",
    "kit",
    "known_authoriser",
    "known_figure_day",
    "known_figure_ranked",
    "known_office",
    "known_person",
    "loan_contract",
    "lotaip_holder",
    "lotaip_issue",
    "lotaip_opening",
    "mail",
    "make_marks",
    "metadata",
    "notice",
    "office",
    "operation",
    "opinion_box",
    "other_branch",
    "payment_pc",
    "pending_task",
    "person",
    "person_term",
    "protect_log",
    "queue_day",
    "received_file",
    "refused_operation",
    "sealed_packet",
    "sent_run",
    "solution",
    "staff",
    "staff_role",
    "suggestion",
    "survey_ask",
    "survey_rules",
    "ticket",
    "ticket_call",
]
