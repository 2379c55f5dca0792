"""The manifest of the micro-qualifications."""

from pathlib import Path

from parasat_lms.domain.localized import LocalizedText
from parasat_lms.plugin_api import (
    Indicator,
    MenuEntry,
    PersonalData,
    PluginManifest,
    Programme,
    TrajectoryOption,
)
from parasat_microqualifications import NAME, _l, hooks_impl, seeds, words
from parasat_microqualifications.models import PREFIX
from parasat_microqualifications.operations.issuing import issue_portion
from parasat_microqualifications.views import GRANTS, blueprint, public_blueprint
from parasat_microqualifications.views.pages import CATALOGUE_READ

TITLE = LocalizedText("Микробіліктіліктер", "Микроквалификации", "Micro-qualifications")

manifest = PluginManifest(
    name=NAME,
    title=_l("Micro-qualifications"),
    version="0.1.0",
    description=_l(
        "A first profession and applied skills in grades 5 to 9, with credentials that anybody can verify."
    ),
    needs=">=0.1,<0.2",
    blueprint=blueprint,
    public_pages=public_blueprint,
    permissions=GRANTS,
    menu=(MenuEntry(f"{NAME}.catalogue", _l("Micro-qualifications"), "award", CATALOGUE_READ, order=64),),
    programmes=(Programme("micro-qualifications", TITLE, "additional"),),
    trajectory_options=tuple(
        TrajectoryOption(seed["code"], LocalizedText.of(seed["title"])) for seed in seeds.qualifications()
    ),
    rubrics=seeds.rubrics(),
    indicators=(
        Indicator(
            "credentials-issued",
            LocalizedText(
                "Берілген микробіліктіліктер саны",
                "Число выданных микроквалификаций",
                "Number of micro-qualifications awarded",
            ),
        ),
    ),
    personal_data=(
        PersonalData(
            f"{PREFIX}_assessor",
            ("person_id",),
            erase="delete",
            keep_days=None,
            why=_l("Who assesses a micro-qualification."),
        ),
        PersonalData(
            f"{PREFIX}_enrolment",
            ("student_id", "decided_by"),
            erase="anonymise",
            keep_days=None,
            why=_l("Which micro-qualifications a student takes, and who admitted the student."),
            free_text=("wish", "reason"),
        ),
        PersonalData(
            f"{PREFIX}_module_proof",
            ("decided_by",),
            erase="anonymise",
            keep_days=None,
            why=_l("The evidence that a student brings for a module, and the decision on it."),
            free_text=("text", "link", "comment"),
        ),
        PersonalData(
            f"{PREFIX}_credential",
            ("student_id", "revoked_by"),
            erase="anonymise",
            keep_days=None,
            why=_l(
                "To whom a credential was awarded, so that it can be shown and revoked; the credential itself names nobody."
            ),
            free_text=("reason",),
        ),
    ),
    jobs={"issue": issue_portion},
    hooks=hooks_impl,
    migrations=Path(__file__).parent / "migrations",
    words=words,
)
