"""What all views of marking stand on: the blueprint, the rule book of the request, what the address asks for."""

from uuid import UUID

from flask import Blueprint, g, request

from parasat_lms.domain.rule_book import RuleBook
from parasat_lms.features.schools.queries import rule_book

blueprint = Blueprint("marking", __name__, template_folder="../templates", url_prefix="/<school>")


def book() -> RuleBook:
    """The rules that hold in the school of this request."""
    return rule_book(g.school.network_id, g.school.id)


def chosen_course() -> UUID | None:
    """The course that the queue is narrowed to, if any."""
    try:
        return UUID(request.values.get("course", ""))
    except ValueError:
        return None


def page_asked() -> int:
    """The page of a list, from 1."""
    return min(max(request.args.get("page", 1, type=int), 1), 100_000)
