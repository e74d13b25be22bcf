"""Every type of operation that an office tells: what the centre knows, and what it puts aside.

An operation of another type comes from a program that is newer than the centre. It is kept apart
until the centre is brought up to date, never lost. A test finds the types that a use case tells.
"""

from domain.operations import SCHEMA_VERSION

OLDEST_SCHEMA = max(1, SCHEMA_VERSION - 2)
"""The centre takes operations of its own version and of the two before."""

KNOWN_TYPES = frozenset(
    {
        "absence_covered",
        "access_refused",
        "access_role_released",
        "access_role_requested",
        "approval_asked",
        "approval_granted",
        "approval_refused",
        "approval_used",
        "authority_promoted",
        "authoriser_released",
        "authoriser_requested",
        "calendar_day_added",
        "calendar_day_removed",
        "call_undone",
        "case_answered",
        "case_begun",
        "case_classified",
        "case_closed",
        "case_corrected",
        "case_diagnosing",
        "case_lapsed",
        "case_opened",
        "case_reassigned",
        "case_reclassified",
        "case_referred",
        "case_reopened",
        "case_resolved",
        "case_resubmitted",
        "case_returned",
        "case_taken",
        "case_term_lengthened",
        "case_withdrawn",
        "catalogue_published",
        "centre_catalogue_published",
        "centre_linked",
        "centre_unlinked",
        "contingency_declared",
        "contingency_ended",
        "counter_added",
        "counter_back",
        "counter_break",
        "counter_changed",
        "counter_closed",
        "counter_disabled",
        "counter_enabled",
        "counter_opened",
        "counter_services_changed",
        "day_closed",
        "day_opened",
        "day_reopened",
        "day_report_kept",
        "entity_corrected",
        "entity_registered",
        "log_recovered",
        "office_taken_over",
        "notice_read",
        "notice_sent",
        "office_changed",
        "office_set_up",
        "offline_day_opened",
        "operation_offered_again",
        "password_changed",
        "password_rehashed",
        "password_reset",
        "person_corrected",
        "person_looked_up",
        "person_registered",
        "pin_set",
        "pin_unusable",
        "pin_used",
        "queue_rules_changed",
        "recovery_code_changed",
        "refusal_seen",
        "requirement_marked",
        "signed_in",
        "signed_out",
        "solution_added",
        "solution_approved",
        "solution_edited",
        "solution_proposed",
        "solution_retired",
        "staff_added",
        "staff_changed",
        "staff_disabled",
        "staff_enabled",
        "stand_in_given",
        "step_done",
        "step_undone",
        "task_answered",
        "ticket_arrived",
        "ticket_called",
        "ticket_called_again",
        "ticket_cancelled",
        "ticket_entered",
        "ticket_expired",
        "ticket_held",
        "ticket_issued",
        "ticket_no_show",
        "ticket_rejoined",
        "ticket_released",
        "ticket_resumed",
        "ticket_sent_on",
        "ticket_served",
        "unlocked",
    }
)

_FROM_THE_CENTRE = "centre_"


def is_known(type_: str) -> bool:
    """Tell whether the centre knows operations of this type.

    What begins with ``centre_`` tells that an office did what the centre had decided.
    """
    return type_ in KNOWN_TYPES or type_.startswith(_FROM_THE_CENTRE)
