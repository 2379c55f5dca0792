"""What the slice `privacy` offers to plug-ins with needs that a claim in the manifest cannot say."""

from typing import Any
from uuid import UUID

from parasat_lms.core.plugins import hookspec


@hookspec
def export_subject(person_id: UUID) -> dict[str, list[dict[str, Any]]]:  # type: ignore[empty-body]
    """More of what a plug-in holds of a person, beside the tables that its manifest claims: name → rows, as JSON.

    A filter hook, also asked where the school has switched the plug-in off, because its rows are still there; an
    error refuses the export: half an answer would be a wrong one.
    """


@hookspec
def erase_subject(person_id: UUID) -> None:
    """Told, inside the transaction and before the claimed rows go, that a person is erased.

    An event hook, also called where the school has switched the plug-in off; an error refuses the erasure.
    """
