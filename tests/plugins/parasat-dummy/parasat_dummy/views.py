"""The page of the diary."""

from flask import Blueprint, url_for

from parasat_dummy import _, operations, queries
from parasat_dummy.forms import NoteForm
from parasat_lms.plugin_api import Answer, current_actor, flash_success, render_page, requires, see_other

NOTE_READ = "parasat_dummy:note:read"
NOTE_WRITE = "parasat_dummy:note:write"

blueprint = Blueprint(
    "parasat_dummy",
    __name__,
    template_folder="templates",
    static_folder="static",
    url_prefix="/<school>/diary",
)


def _notes_page(form: NoteForm, status: int = 200) -> Answer:
    may_write = current_actor().may(NOTE_WRITE)
    return render_page(
        "parasat_dummy/notes.html",
        fragment="entries",
        status=status,
        notes=queries.notes(),
        form=form if may_write else None,
    )


@blueprint.get("")
@requires(NOTE_READ)
def notes() -> Answer:
    """What has happened, newest first."""
    return _notes_page(NoteForm(formdata=None))


@blueprint.post("")
@requires(NOTE_WRITE)
def write() -> Answer:
    """Write an entry."""
    form = NoteForm()
    if not form.validate():
        return _notes_page(form, status=422)
    operations.write(form.text.data.strip())
    flash_success(_("The entry is written."))
    return see_other(url_for("parasat_dummy.notes"))
