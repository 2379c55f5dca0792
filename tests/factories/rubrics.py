"""A rubric that has everything a rubric may have: fixed levels, ranges of points, a criterion of weight 0."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from parasat_lms.core.plugins import CriterionSeed, LevelSeed
from parasat_lms.domain.localized import LocalizedText
from parasat_lms.features.rubrics.operations import make_rubric
from parasat_lms.features.rubrics.queries import RubricContent, attributes_of, rubric_content


def words(kk: str, ru: str = "", en: str = "") -> LocalizedText:
    """Content that was written in Kazakh."""
    return LocalizedText(kk, ru, en)


def level(name: str, points: str, points_to: str | None = None) -> LevelSeed:
    """A level called by that name, with a descriptor of its own."""
    upper = None if points_to is None else Decimal(points_to)
    return LevelSeed(Decimal(points), words(name), words(f"{name}: не көрінеді"), points_to=upper)


# Criterion 1: weight 2, 0 to 3 points, GA1 once.
# Criterion 2: weight 1, 0 to 5 points in ranges, GA5 once and GA2 half.
# Criterion 3: weight 0 (attributes only), 0 to 4 points, GA4 twice.
CRITERIA = (
    CriterionSeed(
        key="reasons",
        title=words("Дәлелдеу", "Аргументация", "Reasoning"),
        description=words("Пікірін дәлелмен бекітеді"),
        weight=Decimal(2),
        attributes={"GA1": Decimal(1)},
        levels=(
            level("Бастапқы саты", "0"),
            level("Дамып келеді", "1"),
            level("Жетік", "2"),
            level("Озық", "3"),
        ),
    ),
    CriterionSeed(
        key="dialogue",
        title=words("Диалог", "Диалог", "Dialogue"),
        description=words("Басқаны тыңдап, жауап береді"),
        weight=Decimal(1),
        attributes={"GA5": Decimal(1), "GA2": Decimal("0.5")},
        levels=(level("Үнсіз", "0", "0.5"), level("Қатысады", "1", "2"), level("Жетелейді", "3", "5")),
    ),
    CriterionSeed(
        key="initiative",
        title=words("Бастамашылық", "Инициатива", "Initiative"),
        description=words("Өзі ұсынады, өзі бастайды"),
        weight=Decimal(0),
        attributes={"GA4": Decimal(2)},
        levels=(level("Күтеді", "0"), level("Ұсынады", "2"), level("Бастайды", "4")),
    ),
)


def add_rubric(network_id: UUID, criteria: tuple[CriterionSeed, ...] = CRITERIA) -> RubricContent:
    """A rubric of the current school, whole."""
    version = make_rubric(
        words("Эссе рубрикасы"), words("Эссені бағалау"), criteria, attributes_of(network_id)
    )
    return rubric_content(version.id)
