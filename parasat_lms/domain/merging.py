"""Two people change the same thing: what was seen, what is wanted, and what stands there now.

A three-way merge of single values. It needs no lock and no version number, so a save may be repeated, come late,
or come from a second tab, and still never overwrites silently.
"""

from enum import StrEnum
from typing import TypeVar

Value = TypeVar("Value")


class Merge(StrEnum):
    """What to do with a wanted value."""

    KEEP = "keep"
    """Nothing to change: the wish is what stands there, or is no change of what was seen."""
    APPLY = "apply"
    """The wish changes what was seen, and nobody else has changed it."""
    CONFLICT = "conflict"
    """Both changed it, differently: a person has to choose."""


def merge(*, seen: Value, wanted: Value, stands: Value) -> Merge:
    """Compare the value that was on the screen, the value that is wanted and the value in the database."""
    if wanted in (seen, stands):
        return Merge.KEEP
    return Merge.APPLY if seen == stands else Merge.CONFLICT
