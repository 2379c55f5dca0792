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
    "Desk",
    "DeskRow",
    "Effect",
    "Feedback",
    "Preview",
    "QueuePlace",
    "ReturnedWork",
    "WaitingCourse",
    "WaitingWork",
    "Work",
    "desk",
    "desk_of",
    "evidence_points",
    "feedback",
    "fingerprint",
    "load_work",
    "place_in_queue",
    "returned_work",
    "returned_works",
    "version_in_use",
    "waiting_courses",
]
