"""Pages on which an administrator hands out and erases what the school holds of a person."""

import json
from tempfile import TemporaryFile
from uuid import UUID

from flask import Blueprint, Response, request, send_file, url_for
from flask_babel import gettext as _

from parasat_lms.core.guard import current_actor, requires
from parasat_lms.core.web import Answer, flash_success, render_page, see_other
from parasat_lms.domain.permissions import Permission
from parasat_lms.features.privacy import operations, queries
from parasat_lms.features.privacy.forms import ErasureForm
from parasat_lms.features.privacy.queries import Known

blueprint = Blueprint("privacy", __name__, template_folder="templates", url_prefix="/<school>/personal-data")


@blueprint.get("")
@requires(Permission.PRIVACY_PERSON_READ)
def people() -> Answer:
    """The people of the school, to find one of them."""
    wanted = "".join(letter for letter in request.args.get("q", "")[:80] if letter.isprintable())
    page = min(max(request.args.get("page", 1, type=int), 1), 10_000)
    found, total = queries.people(wanted, page)
    return render_page(
        "privacy/people.html",
        fragment="people_list",
        people=found,
        wanted=wanted,
        page=page,
        pages=max(-(-total // queries.PER_PAGE), 1),
        total=total,
    )


@blueprint.get("/register")
@requires(Permission.PRIVACY_PERSON_READ)
def register() -> Answer:
    """What the school keeps about people: every table, for what, and for how long."""
    return render_page("privacy/register.html", claims=queries.all_claims(), unknown=queries.unknown_tables())


def _known(person_id: UUID) -> Known | None:
    return queries.known_person(person_id)


def _person_page(known: Known, form: ErasureForm, status: int = 200) -> Answer:
    subject = queries.subject_of(known.person.id)
    return render_page(
        "privacy/person.html",
        status=status,
        known=known,
        form=form,
        consequences=queries.consequences(subject) if subject else [],
        unknown=queries.unknown_tables(),
        shared=bool(subject and subject.shared),
        own=known.person.id == current_actor().person_id,
    )


@blueprint.get("/<uuid:person_id>")
@requires(Permission.PRIVACY_PERSON_READ, on=_known)
def person(known: Known) -> Answer:
    """What the school holds of somebody, and what erasing would do."""
    return _person_page(known, ErasureForm(known.person.full_name, formdata=None))


@blueprint.post("/<uuid:person_id>/export")
@requires(Permission.PRIVACY_PERSON_EXPORT, on=_known)
def export(known: Known) -> Answer:
    """All of it as a JSON file, or with the person's files as an archive; a POST, because the log remembers it."""
    held = operations.hand_out(known.person.id)
    files = queries.files_of_person(known.person.id)
    if files:
        name = f"person-{known.person.id}.zip"
        packed = TemporaryFile()  # noqa: SIM115 - closed when it has been sent
        operations.pack(held, files, packed)
        packed.seek(0)
        return send_file(packed, "application/zip", as_attachment=True, download_name=name, etag=False)
    answer = Response(json.dumps(held, ensure_ascii=False, indent=2), mimetype="application/json")
    answer.headers["Content-Disposition"] = f'attachment; filename="person-{known.person.id}.json"'
    return answer


@blueprint.post("/<uuid:person_id>/erase")
@requires(Permission.PRIVACY_PERSON_ERASE, on=_known)
def erase(known: Known) -> Answer:
    """Erase somebody else, after the name was typed once more."""
    form = ErasureForm(known.person.full_name)
    if known.person.id == current_actor().person_id:
        return _person_page(known, form, status=422)
    if not form.validate():
        return _person_page(known, form, status=422)
    operations.erase_subject(known.person.id)
    flash_success(_("The person is erased. What others depend on stays without a name."))
    return see_other(url_for("privacy.people"))
