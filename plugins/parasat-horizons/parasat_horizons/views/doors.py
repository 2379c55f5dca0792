"""The blueprint, the permissions, and who passes which door."""

from uuid import UUID

from flask import Blueprint, request

from parasat_horizons import NAME
from parasat_horizons.models import Club
from parasat_horizons.queries.clubs import club
from parasat_lms.domain.permissions import Role
from parasat_lms.plugin_api import current_actor

CLUB_READ = "parasat_horizons:club:read"
CLUB_JOIN = "parasat_horizons:club:join"
CLUB_LEAD = "parasat_horizons:club:lead"
CLUB_OPEN = "parasat_horizons:club:open"
CONTEST_READ = "parasat_horizons:contest:read"
CONTEST_RECORD = "parasat_horizons:contest:record"
PORTFOLIO_READ = "parasat_horizons:portfolio:read"
PORTFOLIO_WRITE = "parasat_horizons:portfolio:write"
STUDENT_READ = "parasat_horizons:student:read"
SUMS_READ = "parasat_horizons:sums:read"

EVERYBODY = (Role.ADMIN, Role.TEACHER, Role.MENTOR, Role.PSYCHOLOGIST, Role.STUDENT, Role.PARENT)
STAFF = (Role.ADMIN, Role.TEACHER, Role.MENTOR)
PERMISSIONS = {
    CLUB_JOIN: (Role.STUDENT,),
    CLUB_LEAD: STAFF,
    CLUB_OPEN: (Role.ADMIN,),
    CLUB_READ: EVERYBODY,
    CONTEST_READ: EVERYBODY,
    CONTEST_RECORD: STAFF,
    PORTFOLIO_READ: EVERYBODY,
    PORTFOLIO_WRITE: (Role.STUDENT,),
    STUDENT_READ: EVERYBODY,
    SUMS_READ: (Role.ADMIN,),
}

blueprint = Blueprint(
    NAME,
    "parasat_horizons",
    template_folder="templates",
    static_folder="static",
    url_prefix="/<school>/horizons",
)


def led_club(club_id: UUID) -> Club | None:
    """The club, if this person leads it or is an administrator."""
    found = club(club_id)
    actor = current_actor()
    if found and (found.leader_id == actor.person_id or Role.ADMIN in actor.roles):
        return found
    return None


def page_number() -> int:
    """Which page of a list is asked for: 1 where nothing sensible is."""
    asked = request.args.get("page", "1")
    return int(asked) if asked.isdecimal() and 0 < int(asked) < 10_000 else 1
