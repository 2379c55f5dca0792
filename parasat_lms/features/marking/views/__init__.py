"""The pages of marking: lists, the desk, a class at once, returning, second markings, other versions."""

from parasat_lms.features.marking.views import (
    across,
    comments,
    desk,
    lists,
    moderation,
    overview,
    protocol,
    remarking,
    returning,
    second,
)
from parasat_lms.features.marking.views.house import blueprint

__all__ = [
    "across",
    "blueprint",
    "comments",
    "desk",
    "lists",
    "moderation",
    "overview",
    "protocol",
    "remarking",
    "returning",
    "second",
]
