"""The blueprint under which all pages of assignments are found."""

from flask import Blueprint, request

blueprint = Blueprint("assignments", __name__, template_folder="../templates", url_prefix="/<school>")


def page_number() -> int:
    """The page of a list that was asked for; anything odd is the first."""
    return min(max(request.args.get("page", 1, type=int), 1), 100_000)
