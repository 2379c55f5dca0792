"""The administrators' page: the school as an issuer, its keys, and credentials that wait to be issued."""

from uuid import UUID

from flask import current_app, request, url_for

from parasat_lms.plugin_api import (
    Answer,
    Job,
    find_job,
    flash_success,
    latest_job,
    render_page,
    requires,
    see_other,
)
from parasat_microqualifications import NAME, _
from parasat_microqualifications.forms import IssuerForm, RotateForm
from parasat_microqualifications.operations import issuing, keys
from parasat_microqualifications.queries import credentials, enrolments
from parasat_microqualifications.views.pages import ISSUER_KEEP, blueprint


def _page(form: IssuerForm, status: int = 200) -> Answer:
    found = credentials.keys()
    return render_page(
        "parasat_microqualifications/issuer.html",
        status=status,
        issuer=credentials.issuer(),
        keys=found,
        form=form,
        rotating=RotateForm(formdata=None, seen=found[0].number if found else 1),
        waiting=len(enrolments.unissued()),
        job=latest_job(issuing.JOB),
    )


@blueprint.get("/issuer")
@requires(ISSUER_KEEP)
def issuer() -> Answer:
    """The issuer, its keys, and how many credentials wait."""
    proposed = current_app.config["PARASAT_PUBLIC_URL"] or request.url_root.rstrip("/")
    return _page(IssuerForm(formdata=None, base=proposed))


@blueprint.post("/issuer")
@requires(ISSUER_KEEP)
def found_issuer() -> Answer:
    """Make the school an issuer."""
    form = IssuerForm()
    if not form.validate():
        return _page(form, status=422)
    keys.found_issuer(form.base.data)
    flash_success(_("The school can issue credentials now."))
    return see_other(url_for(f"{NAME}.issuer"))


@blueprint.post("/issuer/keys")
@requires(ISSUER_KEEP)
def rotate_key() -> Answer:
    """Retire the key and make a new one; what the old one has signed still verifies."""
    form = RotateForm()
    if not form.validate():
        return _page(IssuerForm(formdata=None), status=422)
    keys.rotate(form.seen.data)
    flash_success(_("The school signs with a new key; earlier credentials stay valid."))
    return see_other(url_for(f"{NAME}.issuer"))


@blueprint.post("/issuer/issue")
@requires(ISSUER_KEEP)
def issue_waiting() -> Answer:
    """Issue every credential that waits, as a job."""
    job = issuing.issue_waiting()
    if job is None:
        return see_other(url_for(f"{NAME}.issuer"))
    return see_other(url_for(f"{NAME}.job", job_id=job.id))


def _job(job_id: UUID) -> Job | None:
    found = find_job(job_id)
    return found if found and found.kind == issuing.JOB else None


@blueprint.get("/issuer/jobs/<uuid:job_id>")
@requires(ISSUER_KEEP, on=_job)
def job(found: Job) -> Answer:
    """How far a job is; the page asks again by itself, and without a script when it is loaded again."""
    return render_page("parasat_microqualifications/job.html", fragment="progress", job=found)
