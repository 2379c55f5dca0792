"""The manifest of additional education."""

from pathlib import Path

from parasat_horizons import NAME, _l, hooks_impl, words
from parasat_horizons.models import PREFIX
from parasat_horizons.seeds import formats, rubric_rows
from parasat_horizons.views import CLUB_READ, PERMISSIONS, blueprint
from parasat_lms.domain.localized import LocalizedText
from parasat_lms.plugin_api import (
    Indicator,
    MenuEntry,
    PersonalData,
    PluginManifest,
    Programme,
    TrajectoryOption,
)

TITLE = LocalizedText("Парасат көкжиегі", "Горизонты Парасат", "Parasat Horizons")

LED = _l("Who leads a club, marked attendance, or wrote something down.")
PERSONAL_DATA = (
    PersonalData(f"{PREFIX}_club", ("leader_id",), "anonymise", None, LED),
    PersonalData(
        f"{PREFIX}_member",
        ("student_id",),
        "delete",
        None,
        _l("Who is in which club, and who waits for a place."),
        free_text=("reason",),
    ),
    PersonalData(f"{PREFIX}_member", ("added_by",), "anonymise", None, LED),
    PersonalData(f"{PREFIX}_held", ("marked_by",), "anonymise", None, LED),
    PersonalData(
        f"{PREFIX}_attendance", ("student_id",), "delete", 1100, _l("Who was at which meeting of a club.")
    ),
    PersonalData(
        f"{PREFIX}_achievement",
        ("student_id",),
        "delete",
        None,
        _l("What a student achieved in a club, as evidence of graduate attributes."),
    ),
    PersonalData(f"{PREFIX}_achievement", ("recorded_by",), "anonymise", None, LED),
    PersonalData(f"{PREFIX}_contest", ("recorded_by",), "anonymise", None, LED),
    PersonalData(
        f"{PREFIX}_result",
        ("student_id",),
        "delete",
        None,
        _l("What a student reached in a contest."),
        free_text=("note",),
    ),
    PersonalData(
        f"{PREFIX}_piece",
        ("student_id",),
        "delete",
        None,
        _l("Works that a student shows."),
        free_text=("title", "text", "video"),
    ),
    PersonalData(
        f"{PREFIX}_picture",
        ("piece_id.student_id", "file_id.uploaded_by"),
        "delete",
        None,
        _l("Works that a student shows."),
        free_text=("says",),
    ),
)

manifest = PluginManifest(
    name=NAME,
    title="Parasat Horizons Programme",
    version="0.1.0",
    description=_l(
        "Additional education: clubs and studios of six formats, attendance, contests and olympiads, portfolios."
    ),
    needs=">=0.1,<0.2",
    blueprint=blueprint,
    permissions=PERMISSIONS,
    menu=(MenuEntry("parasat_horizons.club_list", _l("Clubs"), "compass", CLUB_READ, order=66),),
    programmes=(Programme("parasat-horizons", TITLE, "additional"),),
    trajectory_options=tuple(
        TrajectoryOption(f"horizons-{found.code}", LocalizedText(found.title, found.title, found.title))
        for found in formats().values()
    ),
    rubric_seeds=rubric_rows(),
    indicators=(
        Indicator(
            "horizons-contests",
            LocalizedText(
                "Конкурстар мен олимпиадалардағы нәтижелер және олардың динамикасы",
                "Результаты конкурсов и олимпиад и их динамика",
                "Contests and olympiads, and their trend",
            ),
        ),
        Indicator(
            "horizons-results",
            LocalizedText(
                "Қосымша білім берудің нәтижелілігі",
                "Результативность дополнительного образования",
                "Results of additional education",
            ),
        ),
        Indicator(
            "horizons-success",
            LocalizedText(
                "Қосымша білім беру жобаларында жетістікке жеткен білім алушылардың үлесі, %",
                "Доля обучающихся, достигших успеха в проектах дополнительного образования, %",
                "Share of students who succeed in additional-education projects, %",
            ),
        ),
    ),
    personal_data=PERSONAL_DATA,
    hooks=hooks_impl,
    migrations=Path(__file__).parent / "migrations",
    words=words,
)
