"""What the slice `rubrics` brings to the house."""

from flask_babel import lazy_gettext as _l

from parasat_lms.core.plugins import MenuEntry, PersonalData, PluginManifest
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
    permissions={
        Permission.RUBRICS_LIBRARY_READ: (Role.TEACHER, Role.ADMIN, Role.NETWORK),
        Permission.RUBRICS_NETWORK_PUBLISH: (Role.NETWORK,),
        Permission.RUBRICS_RUBRIC_WRITE: (Role.TEACHER, Role.ADMIN),
        Permission.RUBRICS_SCHOOL_KEEP: (Role.ADMIN,),
    },
    personal_data=(
        PersonalData("rubric", ("owner_id",), "anonymise", None, _l("Who keeps which rubric.")),
        PersonalData(
            "rubric_version", ("made_by",), "anonymise", None, _l("Who wrote which version of a rubric.")
        ),
    ),
    menu=(MenuEntry("rubrics.library", _l("Rubrics"), "scale", Permission.RUBRICS_LIBRARY_READ, order=40),),
)
