"""What a claim cannot say about the core's own tables: failed attempts to sign in carry a login and no account."""

from typing import Any
from uuid import UUID

from parasat_lms.core.plugins import hookimpl
from parasat_lms.features.privacy import operations, queries


@hookimpl
def export_subject(person_id: UUID) -> dict[str, list[dict[str, Any]]]:
    """The failed attempts to sign in with this person's login."""
    return {"sign_in_failure": queries.failures_of(person_id)}


@hookimpl
def erase_subject(person_id: UUID) -> None:
    """They go with the person."""
    operations.forget_failures(person_id)
