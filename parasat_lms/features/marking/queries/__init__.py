"""Reads about marking: what waits, one work on the desk, the evidence that stands."""

from parasat_lms.features.marking.queries.across import (
    WORKS_ACROSS,
    Across,
    MarkedCriterion,
    across,
    across_rows,
    progress_across,
)
from parasat_lms.features.marking.queries.desk import (
    Desk,
    DeskRow,
    Effect,
    Preview,
    Work,
    desk,
    desk_of,
    fingerprint,
    load_work,
    version_in_use,
)
from parasat_lms.features.marking.queries.feedback import Feedback, feedback, returned_work
from parasat_lms.features.marking.queries.ledger import evidence_points
from parasat_lms.features.marking.queries.overview import (
    Matrix,
    Sort,
    WorkState,
    marked_assignments,
    matrix,
)
from parasat_lms.features.marking.queries.returning import (
    BulkReturn,
    Marked,
    bulk_return,
    load_assignment,
    works_of,
)
from parasat_lms.features.marking.queries.waiting import (
    PER_PAGE,
    QueuePlace,
    ReturnedWork,
    WaitingCourse,
    WaitingWork,
    place_in_queue,
    returned_works,
    waiting_courses,
)

__all__ = [
    "PER_PAGE",
    "WORKS_ACROSS",
    "Across",
    "BulkReturn",
    "Desk",
    "DeskRow",
    "Effect",
    "Feedback",
    "Marked",
    "MarkedCriterion",
    "Matrix",
    "Preview",
    "QueuePlace",
    "ReturnedWork",
    "Sort",
    "WaitingCourse",
    "WaitingWork",
    "Work",
    "WorkState",
    "across",
    "across_rows",
    "bulk_return",
    "desk",
    "desk_of",
    "evidence_points",
    "feedback",
    "fingerprint",
    "load_assignment",
    "load_work",
    "marked_assignments",
    "matrix",
    "place_in_queue",
    "progress_across",
    "returned_work",
    "returned_works",
    "version_in_use",
    "waiting_courses",
    "works_of",
]
