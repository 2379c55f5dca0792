"""The editor: every step keeps what was typed, and nothing is saved until it is saved."""

from uuid import UUID

from flask import abort, request, url_for
from flask_babel import gettext as _

from parasat_lms.core.db import new_id
from parasat_lms.core.guard import current_actor, requires
from parasat_lms.core.i18n import current_language
from parasat_lms.core.web import Answer, flash_success, render_page, see_other, wants_fragment
from parasat_lms.domain.permissions import Permission
from parasat_lms.domain.rubric_drafts import RubricKind, warnings
from parasat_lms.domain.rubric_versions import word_changes
from parasat_lms.features.rubrics import operations, queries
from parasat_lms.features.rubrics.forms import EditorForm, blank_draft
from parasat_lms.features.rubrics.models import Rubric
from parasat_lms.features.rubrics.operations import ChangedMeanwhile
from parasat_lms.features.rubrics.queries import Comparison, RubricContent, compare
from parasat_lms.features.rubrics.views.shelves import attributes, blueprint, codes, load_editable


def editor_page(
    form: EditorForm,
    *,
    rubric: Rubric | None = None,
    base: RubricContent | None = None,
    new_rubric: UUID | None = None,
    status: int = 200,
    theirs: RubricContent | None = None,
    changes: Comparison | None = None,
) -> Answer:
    """The page of the editor. `theirs` is what somebody saved meanwhile, `changes` what differs from the form."""
    draft = form.draft()
    return render_page(
        "rubrics/_editor.html" if wants_fragment() else "rubrics/editor.html",
        status=status,
        form=form,
        rubric=rubric,
        base=base,
        new_rubric=new_rubric,
        attributes=attributes(),
        kinds=list(RubricKind),
        plan=queries.draft_as_plan(draft, attributes()),
        findings=warnings(draft, codes()),
        draft=draft,
        theirs=theirs,
        changes=changes,
        word_changes=word_changes,
    )


@blueprint.get("/new")
@requires(Permission.RUBRICS_RUBRIC_WRITE)
def begin() -> Answer:
    """A new rubric of the chosen kind."""
    kind = request.args.get("kind", "")
    chosen = RubricKind(kind) if kind in set(RubricKind) else RubricKind.ANALYTIC
    draft = blank_draft(chosen, current_language(), new_id)
    return editor_page(EditorForm.of_draft(draft, codes()), new_rubric=new_id())


@blueprint.post("/new")
@requires(Permission.RUBRICS_RUBRIC_WRITE)
def create() -> Answer:
    """A step of the editor on a new rubric, or its saving."""
    form = EditorForm.of_form(request.form, codes())
    try:
        rubric_id = UUID(request.form.get("rubric", ""))
    except ValueError:
        rubric_id = new_id()
    if request.form.get("do") != "save":
        form.step(request.form.get("do", ""))
        return editor_page(form, new_rubric=rubric_id)
    draft = form.validate()
    if draft is None:
        return editor_page(form, new_rubric=rubric_id, status=422)
    actor = current_actor()
    saved = operations.create_rubric(draft, attributes(), actor.person_id, rubric_id=rubric_id)
    if not saved.made:
        # Sent twice, or sent again from the page before: what has changed since is a new version.
        if load_editable(rubric_id) is None:
            abort(404)
        operations.save_version(rubric_id, saved.version_id, draft, attributes(), actor.person_id)
    flash_success(_("The rubric is saved. Only you see it until you share it."))
    return see_other(url_for("rubrics.rubric", rubric_id=rubric_id))


@blueprint.get("/<uuid:rubric_id>/edit")
@requires(Permission.RUBRICS_RUBRIC_WRITE, on=load_editable)
def edit(rubric: Rubric) -> Answer:
    """A rubric in the editor, in its latest version."""
    base = queries.latest_version(rubric)
    return editor_page(EditorForm.of_draft(base.draft, codes(), base.draft), rubric=rubric, base=base)


@blueprint.post("/<uuid:rubric_id>/edit")
@requires(Permission.RUBRICS_RUBRIC_WRITE, on=load_editable)
def save(rubric: Rubric) -> Answer:
    """A step of the editor, or the saving of a new version."""
    action, _colon, over = request.form.get("do", "").partition(":")
    base = _base_of(rubric, over if action == "save" and over else request.form.get("base", ""))
    form = EditorForm.of_form(request.form, codes(), base.draft)
    if action != "save":
        form.step(request.form.get("do", ""))
        return editor_page(form, rubric=rubric, base=base)
    draft = form.validate()
    if draft is None:
        return editor_page(form, rubric=rubric, base=base, status=422)
    try:
        saved = operations.save_version(
            rubric.id, base.version_id, draft, attributes(), current_actor().person_id
        )
    except ChangedMeanwhile as meanwhile:
        changes = compare(meanwhile.theirs.draft, draft)
        return editor_page(
            form, rubric=rubric, base=base, status=409, theirs=meanwhile.theirs, changes=changes
        )
    if saved.made:
        flash_success(
            _("Saved as a new version. Works that are marked keep the version they were marked with.")
        )
    else:
        flash_success(_("Nothing has changed, so there is no new version."))
    return see_other(url_for("rubrics.rubric", rubric_id=rubric.id))


def _base_of(rubric: Rubric, version_id: str) -> RubricContent:
    """The version that the form was opened on; the latest where the form names none of this rubric."""
    try:
        content = queries.rubric_content(UUID(version_id))
    except (ValueError, LookupError):
        return queries.latest_version(rubric)
    return content if content.rubric_id == rubric.id else queries.latest_version(rubric)


@blueprint.post("/preview")
@requires(Permission.RUBRICS_RUBRIC_WRITE)
def preview() -> Answer:
    """The draft as its students would read it, and what will surprise them; nothing is saved."""
    draft = EditorForm.of_form(request.form, codes()).draft()
    return render_page(
        "rubrics/_preview.html",
        plan=queries.draft_as_plan(draft, attributes()),
        findings=warnings(draft, codes()),
        draft=draft,
    )
