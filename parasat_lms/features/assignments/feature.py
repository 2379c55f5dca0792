"""What the slice `assignments` brings to the house."""

from flask_babel import lazy_gettext as _l

from parasat_lms.core.plugins import MenuEntry, PersonalData, PluginManifest
from parasat_lms.domain.permissions import Permission, Role
from parasat_lms.features.assignments.views import blueprint

manifest = PluginManifest(
    name="assignments",
    title=_l("Assignments"),
    version="1",
    scope="core",
    blueprint=blueprint,
    personal_data=(
        PersonalData(
            "submission",
            ("student_id",),
            "anonymise",
            None,
            _l("The works that a student wrote; erased, the text goes and the place of the work stays."),
            free_text=("text",),
        ),
    ),
    permissions={
        Permission.ASSIGNMENTS_ASSIGNMENT_READ: (Role.STUDENT,),
        Permission.ASSIGNMENTS_SUBMISSION_WRITE: (Role.STUDENT,),
    },
    menu=(
        MenuEntry(
            "assignments.tasks",
            _l("Assignments"),
            "list-checks",
            Permission.ASSIGNMENTS_ASSIGNMENT_READ,
            order=20,
        ),
    ),
)
