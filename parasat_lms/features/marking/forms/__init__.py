"""What is sent to the pages of marking: the rows of a desk, and what is asked of a moderation."""

from parasat_lms.features.marking.forms.moderation import AskForm
from parasat_lms.features.marking.forms.rows import (
    changes_something,
    comment_with,
    lets_stand,
    read_activity_rows,
    read_comment,
    read_row,
    read_rows,
    read_works_seen,
    sent_keys,
    stands_for,
)

__all__ = [
    "AskForm",
    "changes_something",
    "comment_with",
    "lets_stand",
    "read_activity_rows",
    "read_comment",
    "read_row",
    "read_rows",
    "read_works_seen",
    "sent_keys",
    "stands_for",
]
