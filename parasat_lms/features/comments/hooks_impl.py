"""What the slice `comments` does when others tell it something."""

from uuid import UUID

from parasat_lms.core.plugins import hookimpl
from parasat_lms.features.comments import operations


@hookimpl
def erase_subject(person_id: UUID) -> None:
    """What somebody kept for themselves goes with them; what they shared stays with the school, without their name."""
    operations.forget_own_comments(person_id)
