"""Who sees a comment of the bank, and who may change it: criteria used as filter and as check."""

from uuid import UUID

from sqlalchemy import ColumnElement, or_

from parasat_lms.features.comments.models import BankComment


def visible_to(person_id: UUID) -> ColumnElement[bool]:
    """One's own comments, and those that are shared in the school."""
    return or_(BankComment.owner_id == person_id, BankComment.shared)


def changeable_by(person_id: UUID, *, keeps_school: bool) -> ColumnElement[bool]:
    """One's own comments; whoever keeps the school's, the shared ones of others, too."""
    own = BankComment.owner_id == person_id
    return or_(own, BankComment.shared) if keeps_school else own
