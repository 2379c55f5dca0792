"""What the slice `progress` brings to the house."""

from flask_babel import lazy_gettext as _l

from parasat_lms.core.plugins import MenuEntry, PluginManifest
from parasat_lms.domain.permissions import Permission, Role
from parasat_lms.features.progress import hooks
from parasat_lms.features.progress.views import blueprint

manifest = PluginManifest(
    name="progress",
    title=_l("Progress"),
    version="1",
    scope="core",
    blueprint=blueprint,
    hookspecs=hooks,
    permissions={Permission.PROGRESS_PROFILE_READ: (Role.STUDENT, Role.PARENT, Role.TEACHER)},
    menu=(MenuEntry("progress.own", _l("Growth"), "sprout", Permission.PROGRESS_PROFILE_READ, order=30),),
)
