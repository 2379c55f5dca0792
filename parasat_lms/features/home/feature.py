"""What the slice `home` brings to the house."""

from flask_babel import lazy_gettext as _l

from parasat_lms.core.plugins import MenuEntry, PluginManifest
from parasat_lms.domain.permissions import Permission, Role
from parasat_lms.features.home import hooks
from parasat_lms.features.home.views import blueprint

manifest = PluginManifest(
    name="home",
    title=_l("Home"),
    version="1",
    scope="core",
    blueprint=blueprint,
    hookspecs=hooks,
    permissions={Permission.HOME_PAGE_READ: tuple(Role)},
    menu=(MenuEntry("home.page", _l("Home"), "house", Permission.HOME_PAGE_READ, order=10),),
)
