"""The one page for somebody without an account: a supervisor outside the school decides one entry, once.

The link is signed and names the school, the entry and the entry's secret; it shows the student's given name and class
and nothing else of the child. Opening it changes nothing.
"""

from dataclasses import dataclass
from uuid import UUID

from flask import current_app, url_for
from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer
from werkzeug.exceptions import Unauthorized

from parasat_lms.plugin_api import (
    Answer,
    ClassStudent,
    Conflict,
    clock,
    current_actor,
    current_school_id,
    find,
    public,
    render_page,
    see_other,
    student,
)
from parasat_zholy.forms import DecisionForm
from parasat_zholy.models import ServiceEntry
from parasat_zholy.operations import service as operations
from parasat_zholy.views.pages import blueprint, uuid_of

WHY_PUBLIC = "a supervisor outside the school has no account; the signed link names one entry"
LONGEST_LINK = 600


@dataclass(frozen=True, slots=True)
class Opened:
    """What a link leads to: the entry and its student, or the reason why it leads nowhere."""

    entry: ServiceEntry | None = None
    student: ClassStudent | None = None
    problem: str = ""


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="parasat_zholy.service")


def address_of(entry: ServiceEntry) -> str | None:
    """The link of an entry that waits, where one was made."""
    if entry.state != "waiting" or entry.link_key is None:
        return None
    said = {"school": str(current_school_id()), "entry": str(entry.id), "key": entry.link_key}
    return url_for("parasat_zholy.confirm", token=_signer().dumps(said), _external=True)


def _open(token: str) -> Opened:
    """Read a link; every way in which it can be wrong is told apart for the one who holds it, and shows nothing."""
    if len(token) > LONGEST_LINK:
        return Opened(problem="broken")
    try:
        said = _signer().loads(token, max_age=int(operations.LINK_LASTS.total_seconds()))
    except SignatureExpired:
        return Opened(problem="expired")
    except BadSignature:
        return Opened(problem="broken")
    entry_id = uuid_of(said.get("entry")) if isinstance(said, dict) else None
    if entry_id is None or said.get("school") != str(current_school_id()):
        return Opened(problem="broken")
    return _entry_of(entry_id, said.get("key"))


def _entry_of(entry_id: UUID, key: str | None) -> Opened:
    entry = find(ServiceEntry, entry_id)
    if entry is None or entry.state != "waiting" or not key or entry.link_key != key:
        return Opened(problem="used")
    if entry.link_until is None or entry.link_until <= clock.now():
        return Opened(problem="expired")
    found = student(entry.student_id)
    if found is None or _is_student_of(entry):
        return Opened(problem="broken")
    return Opened(entry, found)


def _is_student_of(entry: ServiceEntry) -> bool:
    """A student who came by the link must not confirm the own hours with it."""
    try:
        return current_actor().person_id == entry.student_id
    except Unauthorized:
        return False


def _page(opened: Opened, form: DecisionForm | None, status: int = 200) -> Answer:
    return render_page("parasat_zholy/confirm.html", status=status, opened=opened, form=form)


def _closed(opened: Opened) -> Answer:
    return _page(opened, None, status=404 if opened.problem == "broken" else 410)


@blueprint.get("/confirm/<token>")
@public(WHY_PUBLIC)
def confirm(token: str) -> Answer:
    """The entry, and the two buttons."""
    opened = _open(token)
    return _page(opened, DecisionForm(formdata=None)) if opened.entry else _closed(opened)


@blueprint.post("/confirm/<token>")
@public(WHY_PUBLIC)
def decide_outside(token: str) -> Answer:
    """The supervisor outside decides."""
    opened = _open(token)
    if opened.entry is None:
        return _closed(opened)
    form = DecisionForm()
    if not form.validate():
        return _page(opened, form, status=422)
    try:
        operations.decide(
            opened.entry.id,
            confirmed=form.decision.data == "confirm",
            remark=(form.remark.data or "").strip(),
            decided_by_id=None,
            link_key=opened.entry.link_key,
        )
    except Conflict:
        return _closed(Opened(problem="used"))
    return see_other(url_for("parasat_zholy.thanks"))


@blueprint.get("/confirm/thanks")
@public("says thank you and nothing else")
def thanks() -> Answer:
    """The decision is written down."""
    return _page(Opened(problem="thanks"), None)
