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
            free_text=("text", "link"),
        ),
        PersonalData(
            "submission_file",
            ("submission_id.student_id", "file_id.uploaded_by"),
            "delete",
            None,
            _l(
                "The files that a student handed in, with their names; erased, they go from the storage, too."
            ),
        ),
        PersonalData(
            "student_deadline",
            ("student_id", "set_by"),
            "anonymise",
            None,
            _l("A date for one student, set by a teacher with a reason; erased, the reason goes."),
            free_text=("reason",),
        ),
    ),
    permissions={
        Permission.ASSIGNMENTS_ASSIGNMENT_READ: (Role.STUDENT,),
        Permission.ASSIGNMENTS_ASSIGNMENT_SET: (Role.TEACHER,),
        Permission.ASSIGNMENTS_CHILD_READ: (Role.PARENT,),
        Permission.ASSIGNMENTS_COURSE_READ: (Role.TEACHER,),
        Permission.ASSIGNMENTS_SUBMISSION_WRITE: (Role.STUDENT,),
        Permission.ASSIGNMENTS_WORK_READ: (Role.STUDENT, Role.TEACHER, Role.PARENT),
    },
    menu=(
        MenuEntry(
            "assignments.courses", _l("Courses"), "book-open", Permission.ASSIGNMENTS_COURSE_READ, order=15
        ),
        MenuEntry(
            "assignments.tasks",
            _l("Assignments"),
            "list-checks",
            Permission.ASSIGNMENTS_ASSIGNMENT_READ,
            order=20,
        ),
        MenuEntry(
            "assignments.children",
            _l("Assignments"),
            "list-checks",
            Permission.ASSIGNMENTS_CHILD_READ,
            order=20,
        ),
    ),
)
