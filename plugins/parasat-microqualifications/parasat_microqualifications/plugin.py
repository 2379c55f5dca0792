"""The manifest of the micro-qualifications."""

from pathlib import Path
from typing import Literal, TypeAlias

from flask_babel import LazyString

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

Words: TypeAlias = "str | LazyString"
TITLE = LocalizedText("Микробіліктіліктер", "Микроквалификации", "Micro-qualifications")


def _claim(
    table: str,
    column: str,
    why: Words,
    free_text: tuple[str, ...] = (),
    erase: Literal["delete", "anonymise"] = "anonymise",
) -> PersonalData:
    """What a table holds of one kind of people: kept as long as the school has them."""
    return PersonalData(f"{PREFIX}_{table}", (column,), erase, None, why, free_text)


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
    menu=(MenuEntry(f"{NAME}.catalogue", _l("Qualifications"), "award", CATALOGUE_READ, order=64),),
    programmes=(Programme("micro-qualifications", TITLE, "additional"),),
    trajectory_options=tuple(
        TrajectoryOption(seed["code"], LocalizedText.of(seed["title"])) for seed in seeds.qualifications()
    ),
    rubric_seeds=seeds.rubrics(),
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
        _claim("assessor", "person_id", _l("Who assesses a micro-qualification."), erase="delete"),
        _claim(
            "enrolment", "student_id", _l("Which micro-qualifications a student takes."), ("wish", "reason")
        ),
        _claim("enrolment", "decided_by", _l("Who answered a student's wish.")),
        _claim(
            "module_proof",
            "enrolment_id.student_id",
            _l("The evidence that a student brings for a module, and the decision on it."),
            ("text", "link", "comment"),
        ),
        _claim("module_proof", "decided_by", _l("Who decided on the evidence.")),
        _claim(
            "credential",
            "student_id",
            _l("To whom a credential was awarded; the credential itself names nobody."),
            ("reason",),
        ),
        _claim("credential", "revoked_by", _l("Who revoked a credential.")),
    ),
    jobs={"issue": issue_portion},
    hooks=hooks_impl,
    migrations=Path(__file__).parent / "migrations",
    words=words,
)
