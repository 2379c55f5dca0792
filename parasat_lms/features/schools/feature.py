"""What the slice `schools` brings to the house."""

from flask_babel import lazy_gettext as _l

from parasat_lms.core.plugins import MenuEntry, PluginManifest
from parasat_lms.domain.permissions import Permission, Role
from parasat_lms.features.schools import hooks
from parasat_lms.features.schools.views import blueprint

manifest = PluginManifest(
    name="schools",
    title=_l("Schools"),
    version="1",
    scope="core",
    blueprint=blueprint,
    hookspecs=hooks,
    permissions={
        Permission.SCHOOLS_PLUGIN_READ: (Role.ADMIN,),
        Permission.SCHOOLS_PLUGIN_SWITCH: (Role.ADMIN,),
    },
    menu=(
        MenuEntry("schools.programmes", _l("Programmes"), "layers", Permission.SCHOOLS_PLUGIN_READ, order=80),
    ),
)
