"""The pages, by noun."""

from parasat_zholy.views import (
    activities,
    assessment,
    journal,
    mentoring,
    outside,
    participants,
    projects,
    service,
    week,
)
from parasat_zholy.views.pages import blueprint

__all__ = [
    "activities",
    "assessment",
    "blueprint",
    "journal",
    "mentoring",
    "outside",
    "participants",
    "projects",
    "service",
    "week",
]
