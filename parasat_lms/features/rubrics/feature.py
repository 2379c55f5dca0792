"""What the slice `rubrics` brings to the house."""

from flask_babel import lazy_gettext as _l

from parasat_lms.core.plugins import MenuEntry, PluginManifest
from parasat_lms.domain.permissions import Permission, Role
from parasat_lms.features.rubrics import hooks_impl
from parasat_lms.features.rubrics.views import blueprint

manifest = PluginManifest(
    name="rubrics",
    title=_l("Rubrics"),
    version="1",
    scope="core",
    blueprint=blueprint,
    hooks=hooks_impl,
    permissions={Permission.RUBRICS_LIBRARY_READ: (Role.TEACHER, Role.ADMIN)},
    menu=(MenuEntry("rubrics.library", _l("Rubrics"), "scale", Permission.RUBRICS_LIBRARY_READ, order=40),),
)
