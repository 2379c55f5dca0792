"""The rules that ship with the network's rule book, until dated rules of a network or a school replace them.

The notes are content: they say each rule in words, to students too, and how sure we are of it.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from parasat_lms.domain.localized import LocalizedText
from parasat_lms.domain.rule_book.rules import Rule, RuleKind

# The first school year that this book speaks of.
_SINCE: Final = date(2017, 9, 1)
_MARK_SCALE_NOTE: Final = LocalizedText(
    kk=(
        "2–11-сыныптар: 0–39 % – «2», 40–64 % – «3», 65–84 % – «4», 85–100 % – «5» (шкаланың сенімділігі "
        "жоғары). Алдымен пайыз бүтін санға дейін дөңгелектенеді: жарты және одан көп болса, жоғары қарай "
        "(дөңгелектеу ережесінің сенімділігі төмен: мектеп оны нақтылай алады)."
    ),
    ru=(
        "2–11 классы: 0–39 % – «2», 40–64 % – «3», 65–84 % – «4», 85–100 % – «5» (уверенность в шкале "
        "высокая). Сначала процент округляется до целого: половина и больше – вверх (уверенность в "
        "правиле округления низкая: школа может его уточнить)."
    ),
    en=(
        "Grades 2–11: 0–39 % gives 2, 40–64 % gives 3, 65–84 % gives 4, 85–100 % gives 5 (confidence in "
        "the scale: high). The percent is first rounded to a whole number, a half or more upwards "
        "(confidence in the rounding: low; a school may settle it)."
    ),
)
_FEEDBACK_NOTE: Final = LocalizedText(
    kk="1-сыныпта баға қойылмайды: білім алушы тек кері байланыс алады (сенімділігі жоғары).",
    ru="В 1 классе оценки не ставятся: обучающийся получает только обратную связь (уверенность высокая).",
    en="In grade 1 there are no marks at all: the student gets feedback only (confidence: high).",
)
_PASS_FAIL_NOTE: Final = LocalizedText(
    kk=(
        "Музыка, дене шынықтыру, көркем еңбек және бастауыштағы цифрлық сауаттылық пәндерінен баға орнына "
        "сынақ қойылады (сенімділігі орташа). 40 %-дан бастап – «сынақтан өтті»; пайыз алдымен бүтін "
        "санға дейін дөңгелектенеді (шек пен дөңгелектеудің сенімділігі төмен: мектеп оларды нақтылай "
        "алады)."
    ),
    ru=(
        "По музыке, физической культуре, художественному труду и цифровой грамотности в начальной школе "
        "вместо оценки ставится зачёт (уверенность средняя). Зачёт – от 40 %; процент сначала округляется "
        "до целого (уверенность в пороге и в округлении низкая: школа может их уточнить)."
    ),
    en=(
        "Music, physical education, arts and crafts, and digital literacy in primary school are pass or "
        "fail instead of a mark (confidence: medium). From 40 % on it is a pass; the percent is first "
        "rounded to a whole number (confidence in the threshold and the rounding: low; a school may "
        "settle them)."
    ),
)
_LEVEL_NOTE: Final = LocalizedText(
    kk=(
        "Желінің ережесі; мұндай мемлекеттік ереже жоқ. Атрибут деңгейі (0–4) = (салмақ × ұпай ÷ ең "
        "жоғары ұпай) қосындысы ÷ салмақтар қосындысы × 4, екі таңбаға дейін дөңгелектенеді. Деңгей "
        "кемінде 2 курстан немесе іс-әрекеттен алынған кемінде 3 дәлел болғанда ғана көрсетіледі "
        "(сенімділігі жоғары: бұл – желінің өз шешімі)."
    ),
    ru=(
        "Правило сети; государственного правила нет. Уровень атрибута (0–4) = сумма (вес × баллы ÷ "
        "наибольший балл) ÷ сумма весов × 4, с округлением до двух знаков. Уровень показывается, только "
        "если есть не менее 3 свидетельств не менее чем из 2 курсов или занятий (уверенность высокая: это "
        "решение самой сети)."
    ),
    en=(
        "A rule of the network; no state rule exists. The level of an attribute (0–4) = sum of (weight × "
        "points ÷ maximum) ÷ sum of weights × 4, rounded half up to two places. It is shown only with at "
        "least 3 pieces of evidence from at least 2 courses or activities (confidence: high, the "
        "network's own decision)."
    ),
)
_PLANNING_NOTE: Final = LocalizedText(
    kk=(
        "Бір пәннен тоқсанына ең көбі 3 БЖБ; бір сыныпта күніне ең көбі 3 ТЖБ; ТЖБ тоқсанның соңғы күнінде де, сол "
        "пәннің БЖБ-сы өтетін күні де өткізілмейді (сенімділігі орташа)."
    ),
    ru=(
        "Не более 3 СОР по предмету за четверть; не более 3 СОЧ в день для класса; СОЧ не проводится ни в последний "
        "день четверти, ни в день СОР по тому же предмету (уверенность средняя)."
    ),
    en=(
        "At most 3 SAU a term in a subject; at most 3 SAT a day for a class; no SAT on the last day of a term, nor on "
        "a day with an SAU of that subject (confidence: medium)."
    ),
)
_UNDO_NOTE: Final = LocalizedText(
    kk=(
        "Желінің ережесі: педагог қайтарған жұмысын 24 сағат ішінде кері ала алады; одан кейін баға мен "
        "дәлелдер қалады (сенімділігі жоғары: бұл – желінің өз шешімі)."
    ),
    ru=(
        "Правило сети: возвращённую работу педагог может забрать обратно в течение 24 часов; после этого "
        "оценка и свидетельства остаются (уверенность высокая: это решение самой сети)."
    ),
    en=(
        "A rule of the network: within 24 hours a teacher may take a returned work back; after that the "
        "mark and the evidence stay (confidence: high, the network's own decision)."
    ),
)

DEFAULT_RULES: Final[tuple[Rule, ...]] = (
    Rule(
        kind=RuleKind.MARK_SCALE,
        scope="network",
        grades=(1, 1),
        subject_kind=None,
        valid_from=_SINCE,
        valid_to=None,
        value={"type": "feedback_only"},
        note=_FEEDBACK_NOTE,
        confidence="high",
    ),
    Rule(
        kind=RuleKind.MARK_SCALE,
        scope="network",
        grades=(2, 11),
        subject_kind="marked",
        valid_from=_SINCE,
        valid_to=None,
        value={"type": "scale", "round": "half_up", "bands": [[0, 2], [40, 3], [65, 4], [85, 5]]},
        note=_MARK_SCALE_NOTE,
        confidence="high",
    ),
    Rule(
        kind=RuleKind.MARK_SCALE,
        scope="network",
        grades=(2, 11),
        subject_kind="pass_fail",
        valid_from=_SINCE,
        valid_to=None,
        value={"type": "pass_fail", "round": "half_up", "threshold": 40},
        note=_PASS_FAIL_NOTE,
        confidence="low",
    ),
    Rule(
        kind=RuleKind.ATTRIBUTE_LEVEL,
        scope="network",
        grades=(1, 11),
        subject_kind=None,
        valid_from=_SINCE,
        valid_to=None,
        value={
            "method": "weighted_mean",
            "minimum_evidence": 3,
            "minimum_sources": 2,
            "scale": 4,
            "n": 3,
            "half_life_days": 90,
        },
        note=_LEVEL_NOTE,
        confidence="high",
    ),
    Rule(
        kind=RuleKind.PLANNING,
        scope="network",
        grades=(1, 11),
        subject_kind=None,
        valid_from=_SINCE,
        valid_to=None,
        value={
            "unit_summatives_a_term": 3,
            "term_summatives_a_day": 3,
            "not_on_last_day_of_term": True,
            "not_beside_unit_summative": True,
        },
        note=_PLANNING_NOTE,
        confidence="medium",
    ),
    Rule(
        kind=RuleKind.RETURN_UNDO,
        scope="network",
        grades=(1, 11),
        subject_kind=None,
        valid_from=_SINCE,
        valid_to=None,
        value={"hours": 24},
        note=_UNDO_NOTE,
        confidence="high",
    ),
)
"""The shipped defaults for the mark scale, the attribute level, planning, and the time for undoing a return."""
