"""What the slice `courses` brings to the house."""

from flask_babel import lazy_gettext as _l

from parasat_lms.core.plugins import PersonalData, PluginManifest
from parasat_lms.features.courses import hooks

manifest = PluginManifest(
    name="courses",
    title=_l("Courses"),
    version="1",
    scope="core",
    hookspecs=hooks,
    personal_data=(
        PersonalData("course_teacher", ("teacher_id",), "delete", None, _l("Who teaches which course.")),
        PersonalData("enrolment", ("student_id",), "delete", None, _l("Who learns in which course.")),
    ),
)
