"""An uploaded rubric."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired

from parasat_lms.core.db import new_id
from parasat_lms.core.forms import ParasatForm
from parasat_lms.domain.rubric_drafts import RubricDraft
from parasat_lms.domain.rubric_files import decode, read_csv, read_json


class UploadForm(ParasatForm):
    """A file with a rubric: CSV or JSON."""

    file = FileField(
        _l("File with a rubric"),
        [FileRequired(_l("Choose a file."))],
        description=_l("CSV from a table program, or JSON; as this page exports them."),
    )


def read_upload(data: bytes, codes: tuple[str, ...]) -> RubricDraft:
    """The rubric of a file, told by what stands in it; raises `UnreadableFile` with every problem."""
    text = decode(data)
    if text.lstrip()[:1] in ("{", "["):
        return read_json(text, codes, new_id)
    return read_csv(text, codes, new_id)
