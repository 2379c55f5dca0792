"""Changes to assignments and works: set, changed, published; written, handed in, tried again."""

from parasat_lms.features.assignments.operations.deadlines import extend
from parasat_lms.features.assignments.operations.files import keep_files, problem_of, remove_file
from parasat_lms.features.assignments.operations.papers import take_papers
from parasat_lms.features.assignments.operations.setting import (
    ChangedElsewhere,
    LockedParts,
    PlanRefused,
    Wish,
    change_assignment,
    locks,
    publish,
    set_assignment,
    withdraw,
)
from parasat_lms.features.assignments.operations.works import WrittenElsewhere, save_work, try_again

__all__ = [
    "ChangedElsewhere",
    "LockedParts",
    "PlanRefused",
    "Wish",
    "WrittenElsewhere",
    "change_assignment",
    "extend",
    "keep_files",
    "locks",
    "problem_of",
    "publish",
    "remove_file",
    "save_work",
    "set_assignment",
    "take_papers",
    "try_again",
    "withdraw",
]
