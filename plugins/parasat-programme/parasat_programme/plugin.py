"""The manifest of the Parasat Programme."""

from pathlib import Path

from parasat_lms.domain.localized import LocalizedText
from parasat_lms.domain.permissions import Role
from parasat_lms.plugin_api import MenuEntry, PersonalData, PluginManifest, Programme
from parasat_programme import NAME, _l, hooks_impl, seeds, views, words
from parasat_programme.forms.catalogue import SettingsForm

EVERYBODY = (Role.ADMIN, Role.TEACHER, Role.STUDENT, Role.PARENT, Role.MENTOR, Role.PSYCHOLOGIST)
STAFF = (Role.ADMIN, Role.TEACHER, Role.PSYCHOLOGIST, Role.MENTOR)
THREE_YEARS = 3 * 365


def _claim(table: str, *columns: str, keep: int | None, why: object, **more: object) -> PersonalData:
    return PersonalData(
        table=f"plugin_{NAME}_{table}",
        person_columns=columns,
        keep_days=keep,
        why=why,
        **{"erase": "delete", **more},  # type: ignore[arg-type]
    )


manifest = PluginManifest(
    name=NAME,
    title="Parasat Programme",
    version="0.2.0",
    description=_l(
        "The catalogue with hours and limits of the week, electives with a fair choice, author's programmes, the six "
        "rows of the rubric library, and rubrics for the final attestation."
    ),
    needs=">=0.1,<0.2",
    settings_form=SettingsForm,
    blueprint=views.blueprint,
    permissions={
        views.CATALOGUE_EDIT: (Role.ADMIN,),
        views.CATALOGUE_READ: EVERYBODY,
        views.CHOICE_WRITE: (Role.STUDENT,),
        views.ELECTIVES_READ: (Role.ADMIN, Role.TEACHER, Role.STUDENT, Role.PARENT),
        views.OFFER_TEACH: (Role.ADMIN, Role.TEACHER),
        views.PROGRAMME_OFFER: (Role.ADMIN,),
        views.PROGRAMME_READ: STAFF,
        views.PROGRAMME_REVIEW: STAFF,
        views.PROGRAMME_WRITE: (Role.TEACHER, Role.PSYCHOLOGIST),
        views.ROUND_EDIT: (Role.ADMIN,),
    },
    menu=(MenuEntry(f"{NAME}.catalogue", _l("Subjects"), "book-open", views.CATALOGUE_READ, order=60),),
    programmes=(
        Programme(
            "parasat-programme",
            LocalizedText("Parasat Programme", "Parasat Programme", "Parasat Programme"),
            "learning",
        ),
    ),
    rubric_seeds=(*seeds.rubric_rows(), *seeds.final_rubrics()),
    personal_data=(
        _claim("offer", "teacher_id", keep=None, why=_l("Says who teaches an elective."), erase="anonymise"),
        _claim("choice", "student_id", keep=THREE_YEARS, why=_l("The wishes by which electives are given.")),
        _claim(
            "wish",
            "choice_id.student_id",
            keep=THREE_YEARS,
            why=_l("The wishes by which electives are given."),
        ),
        _claim(
            "confirmation",
            "student_id",
            keep=THREE_YEARS,
            why=_l("Whether a student meets the condition of an elective."),
        ),
        # Whoever decided is not whose row it is: the student's stays when they are erased.
        _claim(
            "confirmation",
            "decided_by",
            keep=None,
            why=_l("Whether a student meets the condition of an elective."),
            erase="anonymise",
        ),
        _claim(
            "placement",
            "student_id",
            keep=None,
            why=_l("Who has which elective, and why."),
            free_text=("reason",),
        ),
        _claim(
            "placement",
            "placed_by",
            keep=None,
            why=_l("Who has which elective, and why."),
            erase="anonymise",
        ),
        _claim("outcome", "student_id", keep=THREE_YEARS, why=_l("What the lottery gave, and why.")),
        _claim("waiting", "student_id", keep=THREE_YEARS, why=_l("Who waits for a place.")),
        _claim(
            "programme",
            "author_id",
            "reviewer_id",
            keep=None,
            why=_l("Who wrote an author's programme and who reviews it."),
            erase="anonymise",
        ),
        _claim("version", "reviewed_by", keep=None, why=_l("Who reviewed a programme."), erase="anonymise"),
    ),
    hooks=hooks_impl,
    migrations=Path(__file__).parent / "migrations",
    words=words,
)
