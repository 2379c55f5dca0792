"""Reads about marking: what waits, one work on the desk, the evidence that stands."""

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
    "BulkReturn",
    "Desk",
    "DeskRow",
    "Effect",
    "Feedback",
    "Marked",
    "Preview",
    "QueuePlace",
    "ReturnedWork",
    "WaitingCourse",
    "WaitingWork",
    "Work",
    "bulk_return",
    "desk",
    "desk_of",
    "evidence_points",
    "feedback",
    "fingerprint",
    "load_assignment",
    "load_work",
    "place_in_queue",
    "returned_work",
    "returned_works",
    "version_in_use",
    "waiting_courses",
    "works_of",
]
