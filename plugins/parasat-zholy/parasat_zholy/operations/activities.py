"""Activities: made, changed, joined, recorded, assessed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from uuid import UUID

from sqlalchemy import delete, select

from parasat_lms.domain.localized import LocalizedText
from parasat_lms.plugin_api import (
    ActivityRow,
    ActivityWork,
    Refused,
    activity_assessments,
    assess_activity,
    audit,
    clock,
    db,
    student,
    today,
)
from parasat_zholy import NAME, _
from parasat_zholy.models import Activity, JournalEntry, Participation, Project
from parasat_zholy.operations.once import add_once, already
from parasat_zholy.queries import activities as queries

TABLE = "plugin_parasat_zholy_activity"


@dataclass(frozen=True, slots=True)
class ActivityInput:
    """What somebody says about an activity; the columns of `Activity` explain the parts."""

    component: str
    kind: str
    title: LocalizedText
    description: LocalizedText
    life: str
    starts_on: date
    ends_on: date
    hours_planned: Decimal
    leader_id: UUID
    place: str = ""
    places: int | None = None
    weekday: int | None = None
    starts_at: time | None = None
    ends_at: time | None = None

    def onto(self, activity: Activity) -> None:
        """Write all parts onto the row."""
        for name in self.__dataclass_fields__:
            setattr(activity, name, getattr(self, name))


def add_activity(wanted: ActivityInput, maker_id: UUID, form_key: str | None = None) -> Activity:
    """Make an activity; a project begins with its plan. The same form sent twice makes one."""
    made = already(Activity, form_key)
    if made:
        return made
    row = Activity(created_by_id=maker_id, form_key=form_key)
    wanted.onto(row)
    activity = add_once(row)
    if activity is row:
        if activity.kind == "project":
            db.session.add(Project(activity_id=activity.id))
        audit.record("activity.added", TABLE, activity.id)
        db.session.flush()
    return activity


def change_activity(activity: Activity, wanted: ActivityInput) -> None:
    """Change an activity; what was a project stays one, and nobody who joined is put out."""
    if wanted.kind != activity.kind and "project" in {wanted.kind, activity.kind}:
        raise Refused(_("What is a project stays a project, and what is none does not become one."))
    if wanted.places is not None and wanted.places < queries.number_of_participants(activity.id):
        raise Refused(_("More students take part already than there would be places."))
    wanted.onto(activity)
    audit.record("activity.changed", TABLE, activity.id)
    db.session.flush()


def _lock(activity_id: UUID) -> Activity:
    """The activity with its row locked: the last place is given once."""
    query = select(Activity).where(Activity.id == activity_id).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def add_participants(activity_id: UUID, student_ids: Sequence[UUID], role: str = "member") -> int:
    """Put students on the list; who stands there already stays as they are. Answers how many are new.

    Refused where there are not enough places or the activity is over.
    """
    activity = _lock(activity_id)
    if activity.ends_on < today():
        raise Refused(_("This activity is over."))
    taking = {part.student_id for part, _person in queries.participants(activity_id)}
    new = [student_id for student_id in dict.fromkeys(student_ids) if student_id not in taking]
    if activity.places is not None and len(taking) + len(new) > activity.places:
        raise Refused(_("There is no place left."))
    db.session.add_all(
        Participation(activity_id=activity_id, student_id=student_id, role=role) for student_id in new
    )
    for student_id in new:
        audit.record("activity.joined", TABLE, activity_id, student=str(student_id))
    db.session.flush()
    return len(new)


def leave(activity_id: UUID, student_id: UUID) -> None:
    """A student takes the name off the list; what was recorded stays recorded."""
    part = queries.participation_of(activity_id, student_id)
    if part is None:
        return
    assessed = activity_assessments(NAME, student_id=student_id, activity_id=activity_id)
    if part.state != "joined" or assessed:
        raise Refused(_("Your part in it is recorded already; speak to the leader."))
    db.session.execute(delete(Participation).where(Participation.id == part.id))
    audit.record("activity.left", TABLE, activity_id, student=str(student_id))
    db.session.flush()


@dataclass(frozen=True, slots=True)
class PartInput:
    """What the leader records of one participant."""

    role: str
    state: str
    hours: Decimal | None


def record_parts(activity_id: UUID, wanted: Mapping[UUID, PartInput]) -> None:
    """Record roles and who took part, for all participants at once."""
    for part, _person in queries.participants(activity_id):
        choice = wanted.get(part.id)
        if choice:
            part.role, part.state, part.hours = choice.role, choice.state, choice.hours
    audit.record("activity.recorded", TABLE, activity_id, participants=len(wanted))
    db.session.flush()


def assess(
    activity: Activity,
    student_id: UUID,
    rubric_version_id: UUID,
    rows: Sequence[ActivityRow],
    assessor_id: UUID,
) -> None:
    """Publish the assessment of a student's part, and keep what was offered as evidence as it was read."""
    if queries.participation_of(activity.id, student_id) is None or student(student_id) is None:
        raise Refused(_("Only who takes part can be assessed."))
    worked_on = min(max(today(), activity.starts_on), activity.ends_on)
    work = ActivityWork(NAME, activity.id, student_id, rubric_version_id, activity.title, worked_on)
    assess_activity(work, rows, assessor_id)
    for entry in queries.offered_evidence(activity.id, [student_id]):
        _keep(entry)
    db.session.flush()


def _keep(entry: JournalEntry) -> None:
    if entry.assessed_at is None:
        entry.assessed_at = clock.now()


def add_first(activity_id: UUID, student_id: UUID) -> None:
    """Who proposed a project leads its team."""
    db.session.add(Participation(activity_id=activity_id, student_id=student_id, role="leader"))
    audit.record("activity.joined", TABLE, activity_id, student=str(student_id))
    db.session.flush()
