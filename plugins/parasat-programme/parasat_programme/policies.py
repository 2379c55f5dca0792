"""Who may see and do what: each loader finds the record and decides in one step, and answers nothing to strangers."""

from uuid import UUID

from parasat_lms.plugin_api import ClassStudent, children_of, current_actor, find, student
from parasat_programme import NAME
from parasat_programme.models import AuthorsProgramme, ElectiveRound, Placement, Waiting
from parasat_programme.queries import electives
from parasat_programme.queries.electives import Offer

EDIT_ROUNDS = f"{NAME}:round:edit"
OFFER_PROGRAMMES = f"{NAME}:programme:offer"


def announced(round_id: UUID) -> ElectiveRound | None:
    """A round that students may see."""
    found = find(ElectiveRound, round_id)
    return found if found and found.announced_at else None


def own_round(round_id: UUID) -> tuple[ElectiveRound, ClassStudent] | None:
    """A round that is announced, and the student who is asking."""
    found, reader = announced(round_id), student(current_actor().person_id)
    return (found, reader) if found and reader else None


def childs_round(round_id: UUID, student_id: UUID) -> tuple[ElectiveRound, ClassStudent] | None:
    """A round and a student: for a parent of that student, and for whoever runs the rounds."""
    actor = current_actor()
    found, reader = announced(round_id), student(student_id)
    if found is None or reader is None:
        return None
    if actor.may(EDIT_ROUNDS) or any(child.id == student_id for child in children_of(actor.person_id)):
        return found, reader
    return None


def any_round(round_id: UUID) -> ElectiveRound | None:
    """A round, for whoever runs them."""
    return find(ElectiveRound, round_id)


def any_offer(offer_id: UUID) -> Offer | None:
    """An elective of a round, for whoever runs the rounds."""
    return electives.offer(offer_id)


def taught_offer(offer_id: UUID) -> Offer | None:
    """An elective for its teacher, once its round is announced, and for whoever runs the rounds."""
    found, actor = electives.offer(offer_id), current_actor()
    if found is None or actor.may(EDIT_ROUNDS):
        return found
    mine = found.row.teacher_id == actor.person_id and electives.round_of(found.row).announced_at
    return found if mine else None


def any_place(placement_id: UUID) -> Placement | None:
    """A place that somebody has, for whoever runs the rounds."""
    return find(Placement, placement_id)


def own_waiting(waiting_id: UUID) -> Waiting | None:
    """One's own place in a waiting list."""
    found = find(Waiting, waiting_id)
    return found if found and found.student_id == current_actor().person_id else None


def readable_programme(programme_id: UUID) -> AuthorsProgramme | None:
    """A programme: offered ones for everybody, submitted ones for reviewers, and always for the author."""
    found, actor = find(AuthorsProgramme, programme_id), current_actor()
    if found is None:
        return None
    offered = found.subject_id is not None
    own = found.author_id == actor.person_id
    judged = found.number > 0 and (found.reviewer_id == actor.person_id or actor.may(OFFER_PROGRAMMES))
    return found if offered or own or judged else None


def own_programme(programme_id: UUID) -> AuthorsProgramme | None:
    """A programme for its author."""
    found = find(AuthorsProgramme, programme_id)
    return found if found and found.author_id == current_actor().person_id else None


def judged_programme(programme_id: UUID) -> AuthorsProgramme | None:
    """A programme for whoever reviews it: the named expert or an administrator, never the author."""
    found, actor = find(AuthorsProgramme, programme_id), current_actor()
    if found is None or found.number == 0 or found.author_id == actor.person_id:
        return None
    return found if found.reviewer_id == actor.person_id or actor.may(OFFER_PROGRAMMES) else None


def submitted_programme(programme_id: UUID) -> AuthorsProgramme | None:
    """A programme that somebody has submitted, for whoever offers programmes."""
    found = find(AuthorsProgramme, programme_id)
    return found if found and found.number > 0 else None
