"""What the server keeps of its users: their votes and the audit log, each only where the settings want it."""

from dataclasses import dataclass

from answer.feedback_store import FeedbackStore
from retriever.settings import Settings
from web.audit import AuditLog


@dataclass(frozen=True, slots=True)
class Records:
    """Where it goes; None where it is not kept.

    Attributes:
        feedback: the votes.
        audit: a line for each question.
    """

    feedback: FeedbackStore | None = None
    audit: AuditLog | None = None


def open_records(settings: Settings) -> Records:
    """What the settings want to have kept."""
    return Records(
        FeedbackStore(settings.feedback) if settings.feedback.enabled else None,
        AuditLog(settings.audit) if settings.audit.enabled else None,
    )
