"""What all pages of rubrics share: the blueprint, who is reading, and how a rubric is found."""

from uuid import UUID

from flask import Blueprint, g

from parasat_lms.core.guard import current_actor
from parasat_lms.domain.permissions import Permission
from parasat_lms.features.rubrics import queries
from parasat_lms.features.rubrics.models import Rubric
from parasat_lms.features.rubrics.queries import Attribute, Reader

blueprint = Blueprint("rubrics", __name__, template_folder="../templates", url_prefix="/<school>/rubrics")


def reader() -> Reader:
    """Whose library it is."""
    actor = current_actor()
    return Reader(actor.person_id, keeps_school=actor.may(Permission.RUBRICS_SCHOOL_KEEP))


def attributes() -> tuple[Attribute, ...]:
    """The graduate attributes of the network, read once a request."""
    if "rubric_attributes" not in g:
        g.rubric_attributes = queries.attributes_of(g.school.network_id)
    found: tuple[Attribute, ...] = g.rubric_attributes
    return found


def codes() -> tuple[str, ...]:
    """Their codes, in order."""
    return tuple(attribute.code for attribute in attributes())


def load_rubric(rubric_id: UUID) -> Rubric | None:
    """A rubric that the reader sees."""
    return queries.find_rubric(reader().sees, rubric_id=rubric_id)


def load_editable(rubric_id: UUID) -> Rubric | None:
    """A rubric that the reader may change."""
    return queries.find_rubric(reader().edits, rubric_id=rubric_id)
