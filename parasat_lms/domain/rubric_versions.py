"""Two versions of a rubric: what changed between them, and what becomes of marks when the later one is used.

Criteria and levels are the same thing where their lifelong ids are equal, whatever else about them changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from enum import StrEnum
from fractions import Fraction
from typing import Literal
from uuid import UUID

from parasat_lms.domain.localized import LANGUAGES, LocalizedText
from parasat_lms.domain.rounding import half_up
from parasat_lms.domain.rubric_drafts import CriterionDraft, LevelDraft, RubricDraft
from parasat_lms.domain.rubrics import Choice, CriterionSpec, LevelSpec


class Change(StrEnum):
    """The kind of a difference between two versions."""

    TEXT = "text"
    VALUE = "value"
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference. ``field`` names what changed (``title``, ``points``, ``weight``, ``attribute:GA1`` …).

    For a text ``language`` says in which language, ``before`` and ``after`` hold the words; for a value they hold
    it as a plain figure or word. Something added has no ``before``, something removed no ``after``: then they
    hold its title.
    """

    change: Change
    field: str
    criterion_id: UUID | None = None
    level_id: UUID | None = None
    language: str = ""
    before: str | LocalizedText = ""
    after: str | LocalizedText = ""


def differences(old: RubricDraft, new: RubricDraft) -> tuple[Difference, ...]:
    """Everything in which the new version differs from the old one, in the new one's order."""
    found = list(_texts("title", old.title, new.title))
    found += _texts("description", old.description, new.description)
    found += _texts("subjects", old.subjects, new.subjects)
    found += _value("kind", old.kind.value, new.kind.value)
    found += _value("grades", f"{old.grade_from}–{old.grade_to}", f"{new.grade_from}–{new.grade_to}")
    found += _value("total", _figure(old.total), _figure(new.total))
    before = {criterion.id: criterion for criterion in old.criteria}
    after = {criterion.id: criterion for criterion in new.criteria}
    found += [
        Difference(Change.REMOVED, "criterion", c.id, before=c.title)
        for c in old.criteria
        if c.id not in after
    ]
    moved = _moved([c.id for c in old.criteria], [c.id for c in new.criteria])
    for criterion in new.criteria:
        known = before.get(criterion.id)
        if known is None:
            found.append(Difference(Change.ADDED, "criterion", criterion.id, after=criterion.title))
            continue
        if criterion.id in moved:
            found.append(Difference(Change.MOVED, "criterion", criterion.id, after=criterion.title))
        found += _in_criterion(known, criterion)
    return tuple(found)


def _in_criterion(old: CriterionDraft, new: CriterionDraft) -> Iterator[Difference]:
    yield from _texts("title", old.title, new.title, new.id)
    yield from _texts("description", old.description, new.description, new.id)
    yield from _value("weight", _figure(old.weight), _figure(new.weight), new.id)
    yield from _attributes(old.attributes, new.attributes, new.id)
    before = {level.id: level for level in old.levels}
    after = {level.id for level in new.levels}
    for level in old.levels:
        if level.id not in after:
            yield Difference(Change.REMOVED, "level", new.id, level.id, before=level.title)
    moved = _moved([level.id for level in old.levels], [level.id for level in new.levels])
    for level in new.levels:
        known = before.get(level.id)
        if known is None:
            yield Difference(Change.ADDED, "level", new.id, level.id, after=level.title)
            continue
        if level.id in moved:
            yield Difference(Change.MOVED, "level", new.id, level.id, after=level.title)
        yield from _in_level(known, level, new.id)


def _in_level(old: LevelDraft, new: LevelDraft, criterion_id: UUID) -> Iterator[Difference]:
    yield from _texts("title", old.title, new.title, criterion_id, new.id)
    yield from _texts("descriptor", old.descriptor, new.descriptor, criterion_id, new.id)
    yield from _value("points", _span(old), _span(new), criterion_id, new.id)
    yield from _attributes(old.attributes, new.attributes, criterion_id, new.id)


def _texts(
    field: str,
    old: LocalizedText,
    new: LocalizedText,
    criterion_id: UUID | None = None,
    level_id: UUID | None = None,
) -> Iterator[Difference]:
    for language in LANGUAGES:
        before, after = getattr(old, language), getattr(new, language)
        if before != after:
            yield Difference(Change.TEXT, field, criterion_id, level_id, language, before, after)
    # A text in no language has no language of origin either.
    if old.origin != new.origin and len(new.missing()) < len(LANGUAGES):
        yield Difference(
            Change.VALUE, f"origin:{field}", criterion_id, level_id, before=old.origin, after=new.origin
        )
    if old.stale != new.stale:
        yield Difference(
            Change.VALUE,
            f"stale:{field}",
            criterion_id,
            level_id,
            "",
            ", ".join(old.stale),
            ", ".join(new.stale),
        )


def _value(
    field: str, before: str, after: str, criterion_id: UUID | None = None, level_id: UUID | None = None
) -> Iterator[Difference]:
    if before != after:
        yield Difference(Change.VALUE, field, criterion_id, level_id, before=before, after=after)


def _attributes(
    old: Mapping[str, Decimal], new: Mapping[str, Decimal], criterion_id: UUID, level_id: UUID | None = None
) -> Iterator[Difference]:
    for code in sorted({*old, *new}):
        yield from _value(
            f"attribute:{code}", _figure(old.get(code)), _figure(new.get(code)), criterion_id, level_id
        )


def _moved(old: Sequence[UUID], new: Sequence[UUID]) -> frozenset[UUID]:
    """What must be moved to come from the old order to the new one: as few as possible."""
    kept = [one for one in new if one in old]
    standing = [one for one in old if one in kept]
    blocks = SequenceMatcher(a=standing, b=kept, autojunk=False).get_matching_blocks()
    stays = {one for block in blocks for one in kept[block.b : block.b + block.size]}
    return frozenset(kept) - stays


def _figure(number: Decimal | None) -> str:
    return "" if number is None else format(number.normalize(), "f")


def _span(level: LevelDraft) -> str:
    if level.points_min == level.points_max:
        return _figure(level.points_max)
    return f"{_figure(level.points_min)}–{_figure(level.points_max)}"


def word_changes(before: str, after: str) -> list[tuple[Literal["same", "gone", "new"], str]]:
    """A changed text in runs of words that stayed, went and came, in reading order."""
    old, new = (re.findall(r"\S+\s*|\s+", text) for text in (before, after))
    runs: list[tuple[Literal["same", "gone", "new"], str]] = []
    for kind, i, j, k, m in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if kind == "equal":
            runs.append(("same", "".join(new[k:m])))
            continue
        if j > i:
            runs.append(("gone", "".join(old[i:j])))
        if m > k:
            runs.append(("new", "".join(new[k:m])))
    return runs


# --- marks under another version ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Lineage:
    """A version as the arithmetic sees it, with the lifelong ids of its criteria and levels by their row ids."""

    criteria: tuple[CriterionSpec, ...]
    criterion_lineage: Mapping[UUID, UUID]
    level_lineage: Mapping[UUID, UUID]


@dataclass(frozen=True, slots=True)
class Carried:
    """The choices of a work under the new version.

    ``choices`` has one for every criterion that could be carried over; ``undecided`` names the new version's
    criteria that need an assessor: they are new, or the level that was chosen is gone.
    """

    choices: tuple[Choice, ...]
    undecided: tuple[UUID, ...]


def carry_over(old: Lineage, new: Lineage, choices: Sequence[Choice]) -> Carried:
    """The same decisions under the new version: the same level of the same criterion, with the points it gives now.

    Inside a range the place is kept: half-way stays half-way, rounded half up to 2 places. A level that has
    become a range gives its highest points. A criterion that was not applicable stays so.
    """
    standing = {old.criterion_lineage[choice.criterion_id]: choice for choice in choices}
    specs = {old.criterion_lineage[spec.id]: spec for spec in old.criteria}
    carried: list[Choice] = []
    undecided: list[UUID] = []
    for criterion in new.criteria:
        lineage = new.criterion_lineage[criterion.id]
        choice = standing.get(lineage)
        if choice is None or not (choice.not_applicable or choice.level_id):
            undecided.append(criterion.id)
        elif choice.not_applicable:
            carried.append(Choice(criterion.id, None, not_applicable=True))
        else:
            moved = _carry_level(specs[lineage], old, criterion, new, choice)
            if moved is None:
                undecided.append(criterion.id)
            else:
                carried.append(moved)
    return Carried(tuple(carried), tuple(undecided))


def _carry_level(
    before: CriterionSpec, old: Lineage, after: CriterionSpec, new: Lineage, choice: Choice
) -> Choice | None:
    chosen = next((level for level in before.levels if level.id == choice.level_id), None)
    if chosen is None:
        return None
    lineage = old.level_lineage[chosen.id]
    same = next((level for level in after.levels if new.level_lineage[level.id] == lineage), None)
    if same is None:
        return None
    return Choice(after.id, _points_now(chosen, same, choice.points), level_id=same.id)


def _points_now(before: LevelSpec, after: LevelSpec, points: Decimal | None) -> Decimal:
    """The points that the same place in the level gives now; an unchanged range keeps the points as they are."""
    if (before.points_min, before.points_max) == (after.points_min, after.points_max) and points is not None:
        return points
    if before.points_min == before.points_max or points is None:
        return after.points_max
    place = Fraction(points - before.points_min) / Fraction(before.points_max - before.points_min)
    exact = Fraction(after.points_min) + place * Fraction(after.points_max - after.points_min)
    return min(max(half_up(exact), after.points_min), after.points_max)
