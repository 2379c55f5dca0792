"""Changes to the programme, cut by what they are about."""

from collections.abc import Callable

from parasat_lms.plugin_api import Refused, db
from parasat_programme.operations.catalogue import add_subject, lay_down_catalogue, set_hours, set_limit

__all__ = ["add_subject", "lay_down_catalogue", "refusal", "set_hours", "set_limit"]


def refusal(change: Callable[[], object]) -> str | None:
    """Make a change; where a rule refuses it, nothing of it is kept and the reason is answered."""
    try:
        with db.session.begin_nested():
            change()
    except Refused as reason:
        return str(reason)
    return None
