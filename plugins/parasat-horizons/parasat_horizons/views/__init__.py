"""The pages of additional education."""

from parasat_horizons.views import achievements, attendance, clubs, contests, members, portfolio, students
from parasat_horizons.views.doors import CLUB_READ, PERMISSIONS, blueprint

__all__ = [
    "CLUB_READ",
    "PERMISSIONS",
    "achievements",
    "attendance",
    "blueprint",
    "clubs",
    "contests",
    "members",
    "portfolio",
    "students",
]
