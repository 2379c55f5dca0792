"""What the slice `branding` brings to the house."""

from flask_babel import lazy_gettext as _l

from parasat_lms.core.plugins import PluginManifest
from parasat_lms.features.branding.views import blueprint

manifest = PluginManifest(
    name="branding", title=_l("Branding"), version="1", scope="core", blueprint=blueprint
)
