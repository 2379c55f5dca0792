"""Two versions side by side."""

from dataclasses import dataclass
from uuid import UUID

from parasat_lms.domain.localized import LocalizedText
from parasat_lms.domain.rubric_drafts import CriterionDraft, LevelDraft, RubricDraft
from parasat_lms.domain.rubric_versions import Difference, differences


@dataclass(frozen=True, slots=True)
class ComparedCriterion:
    """A criterion in both versions, or in the one that has it, with its levels paired likewise."""

    before: CriterionDraft | None
    after: CriterionDraft | None
    levels: tuple[tuple[LevelDraft | None, LevelDraft | None], ...]
    changed: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two versions have in common and what not; `names` are the titles of all criteria and levels by their ids."""

    before: RubricDraft
    after: RubricDraft
    differences: tuple[Difference, ...]
    criteria: tuple[ComparedCriterion, ...]
    names: dict[UUID, LocalizedText]


def compare(before: RubricDraft, after: RubricDraft) -> Comparison:
    """The two side by side, in the order of the later one; what is only in the earlier one stands at the end."""
    found = differences(before, after)
    old = {criterion.id: criterion for criterion in before.criteria}
    new = {criterion.id: criterion for criterion in after.criteria}
    touched = {difference.criterion_id for difference in found}
    names: dict[UUID, LocalizedText] = {}
    for criterion in (*before.criteria, *after.criteria):
        names[criterion.id] = criterion.title
        names.update({level.id: level.title for level in criterion.levels})
    return Comparison(
        before,
        after,
        found,
        tuple(
            ComparedCriterion(old.get(id), new.get(id), _pairs(old.get(id), new.get(id)), id in touched)
            for id in dict.fromkeys([*new, *old])
        ),
        names,
    )


def _pairs(
    before: CriterionDraft | None, after: CriterionDraft | None
) -> tuple[tuple[LevelDraft | None, LevelDraft | None], ...]:
    old = {level.id: level for level in (before.levels if before else ())}
    new = {level.id: level for level in (after.levels if after else ())}
    return tuple((old.get(id), new.get(id)) for id in dict.fromkeys([*new, *old]))
