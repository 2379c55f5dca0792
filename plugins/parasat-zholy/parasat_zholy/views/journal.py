"""The journal: the student's own page, and what others were let read."""

from uuid import UUID

from flask import url_for
from wtforms.fields.choices import SelectChoice

from parasat_lms.plugin_api import (
    Answer,
    Refused,
    current_actor,
    current_language,
    flash_success,
    pick,
    requires,
    see_other,
)
from parasat_zholy import _
from parasat_zholy.forms import JournalForm
from parasat_zholy.models import JournalEntry
from parasat_zholy.operations import journal as operations
from parasat_zholy.policies.permissions import JOURNAL_READ, JOURNAL_WRITE
from parasat_zholy.queries import journal as queries
from parasat_zholy.queries.activities import activities_of
from parasat_zholy.views.pages import blueprint, page_number, show, uuid_of


def _prepared(form: JournalForm) -> JournalForm:
    form.activity.choices = [
        SelectChoice("", _("nothing in particular")),
        *(
            SelectChoice(str(activity.id), pick(activity.title))
            for activity in activities_of(current_actor().person_id)
        ),
    ]
    form.begin()
    return form


def _page(form: JournalForm, status: int = 200) -> Answer:
    page = queries.own_entries(current_actor().person_id, page_number())
    return show("journal", "journal", status=status, page=page, form=form)


@blueprint.get("/journal")
@requires(JOURNAL_WRITE)
def journal_own() -> Answer:
    """One's own journal."""
    return _page(_prepared(JournalForm(formdata=None, language=current_language())))


@blueprint.post("/journal")
@requires(JOURNAL_WRITE)
def write_entry() -> Answer:
    """Write a reflection."""
    form = _prepared(JournalForm())
    if not form.validate():
        return _page(form, status=422)
    operations.write_entry(
        current_actor().person_id,
        form.text.data.strip(),
        form.language.data,
        openness=form.openness.data,
        activity_id=uuid_of(form.activity.data),
        form_key=form.key(current_actor().person_id),
    )
    flash_success(_("It is in your journal."))
    return see_other(url_for("parasat_zholy.journal_own"))


def _own(entry_id: UUID) -> JournalEntry | None:
    return queries.own_entry(entry_id, current_actor().person_id)


def _entry_page(entry: JournalEntry, form: JournalForm, status: int = 200, problem: str = "") -> Answer:
    return show("journal_entry", "journal", status=status, entry=entry, form=form, problem=problem)


@blueprint.get("/journal/<uuid:entry_id>")
@requires(JOURNAL_WRITE, on=_own)
def journal_entry(entry: JournalEntry) -> Answer:
    """An own entry, to change, share or delete."""
    form = JournalForm(
        formdata=None,
        text=entry.text,
        language=entry.language,
        openness=entry.openness,
        activity=str(entry.activity_id or ""),
    )
    return _entry_page(entry, _prepared(form))


@blueprint.post("/journal/<uuid:entry_id>")
@requires(JOURNAL_WRITE, on=_own)
def change_entry(entry: JournalEntry) -> Answer:
    """Change an entry, or who reads it."""
    form = _prepared(JournalForm())
    if not form.validate():
        return _entry_page(entry, form, status=422)
    try:
        operations.change_entry(
            entry,
            current_actor().person_id,
            form.text.data.strip(),
            form.language.data,
            openness=form.openness.data,
            activity_id=uuid_of(form.activity.data),
        )
    except Refused as refused:
        return _entry_page(entry, form, status=422, problem=str(refused))
    flash_success(_("It is changed."))
    return see_other(url_for("parasat_zholy.journal_own"))


@blueprint.post("/journal/<uuid:entry_id>/delete")
@requires(JOURNAL_WRITE, on=_own)
def delete_entry(entry: JournalEntry) -> Answer:
    """Delete an entry for good."""
    operations.delete_entry(entry)
    flash_success(_("It is deleted."))
    return see_other(url_for("parasat_zholy.journal_own"))


@blueprint.get("/journal/shared")
@requires(JOURNAL_READ)
def journal_shared() -> Answer:
    """What students let this reader read."""
    page = queries.entries_open_to(current_actor().person_id, page_number())
    return show("journal_shared", "journal", page=page)
