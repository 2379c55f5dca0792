"""The manifest of the dummy."""

from decimal import Decimal
from pathlib import Path

from parasat_dummy import NAME, _l, hooks_impl, words
from parasat_dummy.forms import SettingsForm
from parasat_dummy.views import NOTE_READ, NOTE_WRITE, blueprint
from parasat_lms.domain.localized import LocalizedText
from parasat_lms.domain.permissions import Role
from parasat_lms.plugin_api import (
    CriterionSeed,
    Indicator,
    LevelSeed,
    MenuEntry,
    PersonalData,
    PluginManifest,
    Programme,
    TrajectoryOption,
)

TITLE = LocalizedText(
    "Қайтарылған жұмыстар күнделігі", "Дневник возвращённых работ", "Diary of returned works"
)

manifest = PluginManifest(
    name=NAME,
    title=_l("Diary of returned works"),
    version="0.1.0",
    description=_l("Writes down every work that goes back to its student."),
    needs=">=0.1,<0.2",
    settings_form=SettingsForm,
    blueprint=blueprint,
    permissions={
        NOTE_READ: (Role.ADMIN, Role.TEACHER),
        NOTE_WRITE: (Role.TEACHER,),
    },
    menu=(MenuEntry("parasat_dummy.notes", _l("Diary"), "scroll-text", NOTE_READ, order=70),),
    programmes=(Programme("diary", TITLE, "additional"),),
    trajectory_options=(TrajectoryOption("diary-keeper", TITLE),),
    rubric_seeds=(
        CriterionSeed(
            key="keeps-a-diary",
            title=LocalizedText("Күнделік жүргізеді", "Ведёт дневник", "Keeps a diary"),
            description=LocalizedText(
                "Өз ісін тұрақты жазып отырады",
                "Регулярно записывает, что сделано",
                "Writes regularly what was done",
            ),
            weight=Decimal(0),
            attributes={"GA6": Decimal(1)},
            levels=(
                LevelSeed(
                    Decimal(1),
                    LocalizedText("Бастапқы", "Начальный", "Beginning"),
                    LocalizedText("Анда-санда жазады", "Пишет изредка", "Writes now and then"),
                ),
                LevelSeed(
                    Decimal(2),
                    LocalizedText("Тұрақты", "Устойчивый", "Steady"),
                    LocalizedText("Әр апта сайын жазады", "Пишет каждую неделю", "Writes every week"),
                ),
            ),
        ),
    ),
    indicators=(Indicator("returned-works", TITLE),),
    personal_data=(
        PersonalData(
            "plugin_parasat_dummy_note",
            ("student_id",),
            "anonymise",
            400,
            _l("Entries of the diary about a student's returned works."),
            free_text=("text",),
        ),
    ),
    hooks=hooks_impl,
    migrations=Path(__file__).parent / "migrations",
    words=words,
)
