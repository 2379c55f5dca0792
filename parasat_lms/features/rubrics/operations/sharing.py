"""Who sees a rubric: shared with a team or the school, published to the network, laid into the archive."""

from uuid import UUID

from flask_babel import gettext as _

from parasat_lms.core import audit, clock
from parasat_lms.core.db import db
from parasat_lms.core.errors import Refused
from parasat_lms.features.rubrics.models import Rubric, RubricScope
from parasat_lms.features.rubrics.queries import Origin, find_rubric


def _held(rubric_id: UUID) -> Rubric:
    rubric = find_rubric(rubric_id=rubric_id, lock=True)
    if rubric is None:
        raise LookupError(f"no rubric {rubric_id} in this school")
    return rubric


def share(rubric_id: UUID, scope: RubricScope, team: str | None) -> None:
    """Let a rubric be seen by its owner alone, by a subject's teachers, or by the school.

    Raises `Refused` for a rubric without an owner that is to be its owner's alone, and for one that the network sees:
    what is published stays visible where it comes from.
    """
    rubric = _held(rubric_id)
    if scope is RubricScope.MINE and rubric.owner_id is None:
        raise Refused(_("This rubric belongs to the school: nobody could keep it for themselves."))
    if scope is not RubricScope.SCHOOL and rubric.published_number:
        raise Refused(_("This rubric is published to the network. Withdraw it there first."))
    rubric.scope = scope
    rubric.team = team if scope is RubricScope.TEAM else None
    db.session.flush()
    audit.record("rubric.shared", "rubric", rubric.id, scope=str(scope), team=rubric.team)


def publish(rubric_id: UUID) -> None:
    """Let the schools of the network see the latest version of a rubric of the school."""
    rubric = _held(rubric_id)
    if rubric.scope != RubricScope.SCHOOL or rubric.archived_at:
        raise Refused(_("Only a rubric that the whole school sees can be published to the network."))
    if rubric.published_number == rubric.latest_number:
        return
    rubric.published_number, rubric.published_at = rubric.latest_number, clock.now()
    db.session.flush()
    audit.record("rubric.published", "rubric", rubric.id, number=rubric.published_number)


def withdraw(rubric_id: UUID) -> None:
    """Take a rubric back from the network; copies that schools have made stay theirs."""
    rubric = _held(rubric_id)
    if rubric.published_number is None:
        return
    rubric.published_number = rubric.published_at = None
    db.session.flush()
    audit.record("rubric.withdrawn", "rubric", rubric.id)


def archive(rubric_id: UUID, *, archived: bool) -> None:
    """Lay a rubric into the archive, or take it out. Assignments that use it keep it; no new one begins with it."""
    rubric = _held(rubric_id)
    if bool(rubric.archived_at) == archived:
        return
    if archived and rubric.published_number:
        raise Refused(_("This rubric is published to the network. Withdraw it there first."))
    rubric.archived_at = clock.now() if archived else None
    db.session.flush()
    audit.record("rubric.archived" if archived else "rubric.taken_out", "rubric", rubric.id)


def acknowledge(rubric_id: UUID, origin: Origin) -> None:
    """Remember that the copy's keeper has seen what its origin has become: the next difference counts from there."""
    rubric = _held(rubric_id)
    if origin.now is None or rubric.origin_version_id == origin.now.version_id:
        return
    rubric.origin_version_id = origin.now.version_id
    db.session.flush()
    audit.record("rubric.origin_seen", "rubric", rubric.id, number=origin.now.number)
