"""What the slice `privacy` brings to the house."""

from flask_babel import lazy_gettext as _l

from parasat_lms.core.plugins import MenuEntry, PersonalData, PluginManifest
from parasat_lms.domain.permissions import Permission, Role
from parasat_lms.features.privacy import hooks, hooks_impl
from parasat_lms.features.privacy.views import blueprint

manifest = PluginManifest(
    name="privacy",
    title=_l("Personal data"),
    version="1",
    scope="core",
    blueprint=blueprint,
    hooks=hooks_impl,
    hookspecs=hooks,
    permissions={
        Permission.PRIVACY_PERSON_ERASE: (Role.ADMIN,),
        Permission.PRIVACY_PERSON_EXPORT: (Role.ADMIN,),
        Permission.PRIVACY_PERSON_READ: (Role.ADMIN,),
    },
    personal_data=(
        PersonalData(
            "audit_entry",
            ("account_id", "object_id"),
            "anonymise",
            1826,
            _l(
                "The log of changes proves who did what; it holds no text, and no name once the account is gone."
            ),
        ),
    ),
    menu=(MenuEntry("privacy.people", _l("Data"), "shield-check", Permission.PRIVACY_PERSON_READ, order=85),),
)
