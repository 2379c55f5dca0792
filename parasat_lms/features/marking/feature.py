"""What the slice `marking` brings to the house."""

from flask_babel import lazy_gettext as _l

from parasat_lms.core.plugins import MenuEntry, PluginManifest
from parasat_lms.domain.permissions import Permission, Role
from parasat_lms.features.marking import hooks
from parasat_lms.features.marking.views import blueprint

manifest = PluginManifest(
    name="marking",
    title=_l("Marking"),
    version="1",
    scope="core",
    blueprint=blueprint,
    hookspecs=hooks,
    permissions={
        Permission.MARKING_RUBRIC_REMARK: (Role.TEACHER,),
        Permission.MARKING_WORK_MARK: (Role.TEACHER,),
        Permission.MARKING_WORK_READ: (Role.TEACHER,),
    },
    menu=(
        MenuEntry(
            "marking.waiting", _l("Marking"), "clipboard-check", Permission.MARKING_WORK_READ, order=20
        ),
    ),
)
