"""Comments of the demonstration's bank: shared ones on the rubric that works are marked with, and a personal one."""

from uuid import UUID

from parasat_lms.core.db import db
from parasat_lms.domain.localized import LocalizedText
from parasat_lms.features.comments.models import BankComment
from parasat_lms.features.comments.operations import folded
from parasat_lms.features.rubrics.queries import RubricContent

# By the place of the criterion and of its level; without a place the comment fits everywhere.
COMMENTS: tuple[tuple[int | None, int | None, LocalizedText], ...] = (
    (
        0,
        1,
        LocalizedText(
            "Кейіпкердің сезімін атадың. Енді мәтіннен осыны көрсететін бір сөйлем тап.",
            "Чувство героя названо. Теперь найди в тексте одно предложение, которое его показывает.",
            "You name the hero's feeling. Now find one sentence in the text that shows it.",
        ),
    ),
    (
        0,
        2,
        LocalizedText(
            "Кейіпкер таңдауының себебін жақсы түсіндірдің. Ол басқаша шешсе, не өзгерер еді?",
            "Причина выбора героя объяснена хорошо. Что изменилось бы, если бы он решил иначе?",
            "You explain the hero's choice well. What would change if he decided otherwise?",
        ),
    ),
    (
        2,
        None,
        LocalizedText(
            "Пікірің анық. Оны қолдайтын тағы бір дәлел қос.",
            "Мысль ясна. Добавь ещё один довод, который её подтверждает.",
            "Your point is clear. Add one more reason that supports it.",
        ),
    ),
    (
        3,
        2,
        LocalizedText(
            "Сөйлемдерің түсінікті байланысқан, оқуға жеңіл.",
            "Предложения связаны понятно, читается легко.",
        ),
    ),
    (
        None,
        None,
        LocalizedText(
            "Жұмысыңнан еңбегің көрініп тұр. Осылай жалғастыр!",
            "В работе виден твой труд. Продолжай так же!",
            "Your effort shows in this work. Keep it up!",
        ),
    ),
)


def fill_bank(owner_id: UUID, rubric: RubricContent) -> None:
    """The comments in one insert: those that are tied or fit everywhere are shared, the untranslated one is not."""
    db.session.add_all(
        BankComment(
            owner_id=owner_id,
            text=text,
            search_key=folded(text),
            criterion_id=None if place is None else rubric.criteria[place].lineage_id,
            level_id=None
            if place is None or level is None
            else rubric.criteria[place].levels[level].lineage_id,
            shared=not text.missing(),
        )
        for place, level, text in COMMENTS
    )
    db.session.flush()
