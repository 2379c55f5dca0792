"""Rubrics as files: exported, and imported into the editor, where nothing is saved until it is saved."""

from flask import Response
from werkzeug.datastructures import FileStorage

from parasat_lms.core.db import new_id
from parasat_lms.core.guard import requires
from parasat_lms.core.web import Answer, render_page
from parasat_lms.domain.permissions import Permission
from parasat_lms.domain.rubric_drafts import RubricDraft
from parasat_lms.domain.rubric_files import FileProblem, ProblemCode, UnreadableFile, write_csv, write_json
from parasat_lms.features.rubrics import queries
from parasat_lms.features.rubrics.forms import EditorForm, UploadForm, read_upload
from parasat_lms.features.rubrics.models import Rubric
from parasat_lms.features.rubrics.views.editor import editor_page
from parasat_lms.features.rubrics.views.shelves import blueprint, codes, load_rubric

LARGEST_FILE = 1_000_000
"""Bytes; the largest rubric in three languages takes a quarter of that."""


@blueprint.get("/<uuid:rubric_id>/export.csv")
@requires(Permission.RUBRICS_LIBRARY_READ, on=load_rubric)
def export_csv(rubric: Rubric) -> Answer:
    """The rubric for a table program: UTF-8 with its mark, without which it would show the wrong letters."""
    return _file(rubric, "\ufeff" + write_csv(_draft(rubric), codes()), "text/csv", "csv")


@blueprint.get("/<uuid:rubric_id>/export.json")
@requires(Permission.RUBRICS_LIBRARY_READ, on=load_rubric)
def export_json(rubric: Rubric) -> Answer:
    """The rubric for another program."""
    return _file(rubric, write_json(_draft(rubric)), "application/json", "json")


def _draft(rubric: Rubric) -> RubricDraft:
    return queries.latest_version(rubric).draft


def _file(rubric: Rubric, text: str, kind: str, ending: str) -> Answer:
    answer = Response(text.encode(), mimetype=kind)
    name = f"rubric-{rubric.id.hex[-8:]}-{rubric.latest_number}.{ending}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@blueprint.get("/import")
@requires(Permission.RUBRICS_RUBRIC_WRITE)
def choose_file() -> Answer:
    """Where a file is chosen, and what it has to look like."""
    return _import_page(UploadForm(formdata=None))


@blueprint.post("/import")
@requires(Permission.RUBRICS_RUBRIC_WRITE)
def import_file() -> Answer:
    """Open the rubric of a file in the editor, or say everything that is wrong with it. Nothing is saved here."""
    form = UploadForm()
    if not form.validate():
        return _import_page(form, status=422)
    upload = form.file.data
    try:
        draft = read_upload(_bytes(upload), codes())
    except UnreadableFile as unreadable:
        return _import_page(form, unreadable.problems, status=422, name=upload.filename or "")
    return editor_page(EditorForm.of_draft(draft, codes()), new_rubric=new_id())


def _bytes(upload: FileStorage) -> bytes:
    with upload.stream as stream:
        data: bytes = stream.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        raise UnreadableFile([FileProblem(1, "", "", ProblemCode.TOO_LARGE, (str(LARGEST_FILE // 1000),))])
    return data


def _import_page(
    form: UploadForm, problems: tuple[FileProblem, ...] = (), *, status: int = 200, name: str = ""
) -> Answer:
    return render_page(
        "rubrics/import.html", status=status, form=form, problems=problems, name=name, codes=codes()
    )
