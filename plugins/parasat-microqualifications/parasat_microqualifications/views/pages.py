"""The two blueprints, and who may do what."""

from collections.abc import Mapping

from flask import Blueprint, request

from parasat_lms.domain.permissions import Role
from parasat_microqualifications import NAME

CATALOGUE_READ = f"{NAME}:catalogue:read"
ASSESSORS_NAME = f"{NAME}:assessors:name"
OWN_READ = f"{NAME}:own:read"
ENROLMENT_READ = f"{NAME}:enrolment:read"
ENROLMENT_WISH = f"{NAME}:enrolment:wish"
EVIDENCE_BRING = f"{NAME}:evidence:bring"
EVIDENCE_ASSESS = f"{NAME}:evidence:assess"
CREDENTIAL_READ = f"{NAME}:credential:read"
CREDENTIAL_REVOKE = f"{NAME}:credential:revoke"
ISSUED_READ = f"{NAME}:issued:read"
ISSUER_KEEP = f"{NAME}:issuer:keep"

ASSESSING = (Role.TEACHER, Role.MENTOR)
GRANTS: Mapping[str, tuple[Role, ...]] = {
    CATALOGUE_READ: (Role.STUDENT, Role.PARENT, Role.TEACHER, Role.MENTOR, Role.PSYCHOLOGIST, Role.ADMIN),
    ASSESSORS_NAME: (Role.ADMIN,),
    OWN_READ: (Role.STUDENT, Role.PARENT),
    ENROLMENT_READ: (Role.STUDENT, Role.PARENT, *ASSESSING),
    ENROLMENT_WISH: (Role.STUDENT,),
    EVIDENCE_BRING: (Role.STUDENT,),
    EVIDENCE_ASSESS: ASSESSING,
    CREDENTIAL_READ: (Role.STUDENT, Role.PARENT, *ASSESSING, Role.ADMIN),
    CREDENTIAL_REVOKE: (*ASSESSING, Role.ADMIN),
    ISSUED_READ: (*ASSESSING, Role.ADMIN),
    ISSUER_KEEP: (Role.ADMIN,),
}

blueprint = Blueprint(
    NAME,
    "parasat_microqualifications",
    template_folder="templates",
    url_prefix="/<school>/micro-qualifications",
)
public_blueprint = Blueprint(
    f"{NAME}_public", "parasat_microqualifications", template_folder="templates", url_prefix="/verify"
)


def page_number() -> int:
    """The page that was asked for, from 1; nonsense is the first."""
    asked = request.args.get("page", "1")
    return min(max(int(asked), 1), 10_000) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
