"""Reads of the comment bank: a page of it, one comment, what fits at a place of marking, what it can be tied to."""

from parasat_lms.features.comments.queries.bank import (
    PER_PAGE,
    SHELVES,
    BankReader,
    BankWish,
    Entry,
    Page,
    bank_page,
    find_comment,
    read_comment,
    twin_of,
)
from parasat_lms.features.comments.queries.fitting import MOST_FITTING, Fit, Fitting, Place, fitting_comments
from parasat_lms.features.comments.queries.ties import Tie, rubrics_to_tie, ties_of

__all__ = [
    "MOST_FITTING",
    "PER_PAGE",
    "SHELVES",
    "BankReader",
    "BankWish",
    "Entry",
    "Fit",
    "Fitting",
    "Page",
    "Place",
    "Tie",
    "bank_page",
    "find_comment",
    "fitting_comments",
    "read_comment",
    "rubrics_to_tie",
    "ties_of",
    "twin_of",
]
