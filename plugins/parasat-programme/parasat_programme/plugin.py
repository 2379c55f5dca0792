"""The manifest of the Parasat Programme."""

from pathlib import Path

from parasat_lms.domain.localized import LocalizedText
from parasat_lms.domain.permissions import Role
from parasat_lms.plugin_api import MenuEntry, PluginManifest, Programme
from parasat_programme import _l, hooks_impl, seeds, words
from parasat_programme.views import CATALOGUE_EDIT, CATALOGUE_READ, blueprint

manifest = PluginManifest(
    name=hooks_impl.NAME,
    title="Parasat Programme",
    version="0.1.0",
    description=_l(
        "The catalogue of compulsory, elective and author's subjects, and the six rows of the rubric library."
    ),
    needs=">=0.1,<0.2",
    blueprint=blueprint,
    permissions={
        CATALOGUE_EDIT: (Role.ADMIN,),
        CATALOGUE_READ: (Role.ADMIN, Role.TEACHER, Role.STUDENT, Role.PARENT, Role.MENTOR, Role.PSYCHOLOGIST),
    },
    menu=(MenuEntry("parasat_programme.catalogue", _l("Subjects"), "book-open", CATALOGUE_READ, order=60),),
    programmes=(
        Programme(
            "parasat-programme",
            LocalizedText("Parasat Programme", "Parasat Programme", "Parasat Programme"),
            "learning",
        ),
    ),
    rubric_seeds=seeds.rubric_rows(),
    hooks=hooks_impl,
    migrations=Path(__file__).parent / "migrations",
    words=words,
)
