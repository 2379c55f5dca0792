"""What a new rubric, a new criterion and a new level begin with."""

from collections.abc import Callable
from decimal import Decimal
from uuid import UUID

from parasat_lms.domain.localized import LocalizedText
from parasat_lms.domain.rubric_drafts import CriterionDraft, LevelDraft, RubricDraft, RubricKind

FOUR = (
    LocalizedText("Әзірге жоқ", "Пока нет", "Not yet"),
    LocalizedText("Бастапқы", "Начальный", "Beginning"),
    LocalizedText("Сенімді", "Уверенный", "Confident"),
    LocalizedText("Жетік", "Продвинутый", "Advanced"),
)
STANDARD = (
    LocalizedText("Стандартқа әлі жетпеді", "Ещё не достиг стандарта", "Not at the standard yet"),
    LocalizedText("Стандартқа сай", "Соответствует стандарту", "At the standard"),
    LocalizedText("Стандарттан жоғары", "Выше стандарта", "Beyond the standard"),
)
SEEN = (LocalizedText("Байқалмады", "Не видно", "Not seen"), LocalizedText("Байқалды", "Видно", "Seen"))
NAMES = {
    RubricKind.ANALYTIC: FOUR,
    RubricKind.HOLISTIC: FOUR,
    RubricKind.SINGLE_POINT: STANDARD,
    RubricKind.CHECKLIST: SEEN,
}


def blank_criterion(kind: RubricKind, new_id: Callable[[], UUID]) -> CriterionDraft:
    """A criterion without words, with the levels that its kind of rubric usually has."""
    return CriterionDraft(
        id=new_id(),
        title=LocalizedText(),
        description=LocalizedText(),
        weight=Decimal(1),
        attributes={},
        levels=tuple(
            LevelDraft(new_id(), Decimal(points), Decimal(points), name, LocalizedText())
            for points, name in enumerate(NAMES[kind])
        ),
    )


def blank_draft(kind: RubricKind, language: str, new_id: Callable[[], UUID]) -> RubricDraft:
    """A rubric without words, to be written first in that language."""
    nothing = LocalizedText(origin=language)
    return RubricDraft(kind, nothing, nothing, nothing, 1, 11, None, (blank_criterion(kind, new_id),))
