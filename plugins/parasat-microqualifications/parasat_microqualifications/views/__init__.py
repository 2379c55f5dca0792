"""The pages: of a school, and the public ones that verify."""

from parasat_microqualifications.views import assessing, catalogue, credentials, enrolments, issuer, public
from parasat_microqualifications.views.pages import GRANTS, blueprint, public_blueprint

__all__ = [
    "GRANTS",
    "assessing",
    "blueprint",
    "catalogue",
    "credentials",
    "enrolments",
    "issuer",
    "public",
    "public_blueprint",
]
