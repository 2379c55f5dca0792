"""Reads about personal data: what is claimed, whose rows they are, and what an erasure would do."""

from parasat_lms.features.privacy.queries.claims import (
    Claim,
    Subject,
    all_claims,
    belongs,
    subject_of,
    unclaimed_columns,
    unknown_tables,
)
from parasat_lms.features.privacy.queries.export import export_subject, failures_of, files_of_person
from parasat_lms.features.privacy.queries.people import (
    PER_PAGE,
    Consequence,
    Known,
    Outcome,
    consequences,
    known_person,
    people,
    person_by_login,
)

__all__ = [
    "PER_PAGE",
    "Claim",
    "Consequence",
    "Known",
    "Outcome",
    "Subject",
    "all_claims",
    "belongs",
    "consequences",
    "export_subject",
    "failures_of",
    "files_of_person",
    "known_person",
    "people",
    "person_by_login",
    "subject_of",
    "unclaimed_columns",
    "unknown_tables",
]
