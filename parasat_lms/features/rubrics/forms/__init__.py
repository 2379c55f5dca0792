"""What the pages of rubrics send: the editor's form, an uploaded file, a choice of who may see."""

from parasat_lms.features.rubrics.forms.editor import EditorForm
from parasat_lms.features.rubrics.forms.files import UploadForm, read_upload
from parasat_lms.features.rubrics.forms.starts import blank_draft
from parasat_lms.features.rubrics.forms.texts import Problem, TextFields

__all__ = ["EditorForm", "Problem", "TextFields", "UploadForm", "blank_draft", "read_upload"]
