"""The pages of the programme; importing a module of this package puts its pages on the blueprint."""

from parasat_programme.views import catalogue, electives, places, programmes, reviews, rounds
from parasat_programme.views.shared import (
    CATALOGUE_EDIT,
    CATALOGUE_READ,
    CHOICE_WRITE,
    ELECTIVES_READ,
    OFFER_TEACH,
    PROGRAMME_OFFER,
    PROGRAMME_READ,
    PROGRAMME_REVIEW,
    PROGRAMME_WRITE,
    ROUND_EDIT,
    blueprint,
)

PAGES = (catalogue, electives, places, programmes, reviews, rounds)

__all__ = [
    "CATALOGUE_EDIT",
    "CATALOGUE_READ",
    "CHOICE_WRITE",
    "ELECTIVES_READ",
    "OFFER_TEACH",
    "PAGES",
    "PROGRAMME_OFFER",
    "PROGRAMME_READ",
    "PROGRAMME_REVIEW",
    "PROGRAMME_WRITE",
    "ROUND_EDIT",
    "blueprint",
]
