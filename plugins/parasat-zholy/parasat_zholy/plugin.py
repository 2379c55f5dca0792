"""The manifest of Parasat Zholy."""

from pathlib import Path

from parasat_lms.domain.localized import LocalizedText
from parasat_lms.plugin_api import Indicator, MenuEntry, PersonalData, PluginManifest, Programme
from parasat_zholy import NAME, _l, hooks_impl, seeds, words
from parasat_zholy.models import TABLE
from parasat_zholy.policies.permissions import ACTIVITY_READ, GRANTS
from parasat_zholy.views import blueprint

SEVEN_YEARS = 7 * 365
TITLE = LocalizedText("Парасат жолы", "Парасат жолы", "Parasat Zholy")

PERSONAL_DATA = (
    PersonalData(
        f"{TABLE}activity",
        ("leader_id", "created_by_id"),
        "anonymise",
        None,
        _l("Who leads an activity and who made it."),
    ),
    PersonalData(
        f"{TABLE}participation",
        ("student_id",),
        "delete",
        None,
        _l("Who takes part in an activity, in which role and for how long."),
    ),
    PersonalData(
        f"{TABLE}service_entry",
        ("student_id",),
        "anonymise",
        SEVEN_YEARS,
        _l("Hours of service and who confirmed them."),
        free_text=("text", "outside_name", "remark"),
    ),
    # The texts are the student's: they stay when a supervisor is erased.
    PersonalData(
        f"{TABLE}service_entry",
        ("supervisor_id", "decided_by_id"),
        "anonymise",
        SEVEN_YEARS,
        _l("Whom students name to confirm hours of service, and who decided."),
    ),
    # A mentorship without its student is nothing; without its mentor it is still what the student had.
    PersonalData(f"{TABLE}mentorship", ("student_id",), "delete", SEVEN_YEARS, _l("Who is whose mentor.")),
    PersonalData(f"{TABLE}mentorship", ("mentor_id",), "anonymise", None, _l("Who is whose mentor.")),
    PersonalData(
        f"{TABLE}meeting",
        ("mentorship_id.student_id",),
        "delete",
        SEVEN_YEARS,
        _l("What a mentor and a student talked about."),
    ),
    PersonalData(
        f"{TABLE}agreed_step",
        ("meeting_id.mentorship_id.student_id",),
        "delete",
        SEVEN_YEARS,
        _l("What a student agreed on with a mentor."),
    ),
    PersonalData(
        f"{TABLE}journal_entry",
        ("student_id",),
        "delete",
        None,
        _l("Reflections that a student shared; private ones are handed out to nobody."),
    ),
    PersonalData(
        f"{TABLE}project_move",
        ("moved_by_id",),
        "anonymise",
        None,
        _l("How a project came where it stands."),
        free_text=("remark",),
    ),
    PersonalData(
        f"{TABLE}life_entry",
        ("student_id",),
        "delete",
        365,
        _l("The own times of a student's week, for the balance of life."),
    ),
)

manifest = PluginManifest(
    name=NAME,
    title=_l("Parasat Zholy"),
    version="0.1.0",
    description=_l(
        "Upbringing: activities of six components, hours of service, mentors, a journal, projects, balance of the week."
    ),
    needs=">=0.1,<0.2",
    blueprint=blueprint,
    permissions=GRANTS,
    menu=(
        MenuEntry(
            "parasat_zholy.activities", _l("Parasat Zholy"), "heart-handshake", ACTIVITY_READ, order=35
        ),
    ),
    programmes=(Programme("parasat-zholy", TITLE, "upbringing"),),
    rubric_seeds=seeds.rubric_rows(),
    indicators=(
        Indicator(
            "service-hours",
            LocalizedText(
                "Расталған қызмет сағаттары", "Подтверждённые часы служения", "Confirmed hours of service"
            ),
        ),
    ),
    personal_data=PERSONAL_DATA,
    hooks=hooks_impl,
    migrations=Path(__file__).parent / "migrations",
    words=words,
)
