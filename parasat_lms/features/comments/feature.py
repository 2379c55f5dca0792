"""What the slice `comments` brings to the house."""

from flask_babel import lazy_gettext as _l

from parasat_lms.core.plugins import PersonalData, PluginManifest
from parasat_lms.domain.permissions import Permission, Role
from parasat_lms.features.comments import hooks_impl
from parasat_lms.features.comments.views import blueprint

manifest = PluginManifest(
    name="comments",
    title=_l("Comment bank"),
    version="1",
    scope="core",
    blueprint=blueprint,
    hooks=hooks_impl,
    permissions={
        Permission.COMMENTS_BANK_READ: (Role.TEACHER, Role.ADMIN),
        Permission.COMMENTS_BANK_WRITE: (Role.TEACHER, Role.ADMIN),
        Permission.COMMENTS_SCHOOL_KEEP: (Role.ADMIN,),
    },
    personal_data=(
        PersonalData(
            "bank_comment",
            ("owner_id",),
            "anonymise",
            None,
            _l(
                "Comments that a teacher keeps to say them again; erased, one's own go and shared ones lose the name."
            ),
        ),
    ),
)
