"""The tables of the programme: the catalogue and its hours, author's programmes, electives."""

from parasat_programme.models.catalogue import CatalogueSubject, LoadLimit, SubjectHours
from parasat_programme.models.electives import (
    Choice,
    Confirmation,
    ElectiveOffer,
    ElectiveRound,
    Outcome,
    Placement,
    Waiting,
    Wish,
)
from parasat_programme.models.programmes import AuthorsProgramme, ProgrammeUnit, ProgrammeVersion

__all__ = [
    "AuthorsProgramme",
    "CatalogueSubject",
    "Choice",
    "Confirmation",
    "ElectiveOffer",
    "ElectiveRound",
    "LoadLimit",
    "Outcome",
    "Placement",
    "ProgrammeUnit",
    "ProgrammeVersion",
    "SubjectHours",
    "Waiting",
    "Wish",
]
