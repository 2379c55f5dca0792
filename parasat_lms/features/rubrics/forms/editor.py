"""The editor's form: everything that is typed, kept as it was typed from step to step until it is saved.

The order of criteria and levels is the order in which their keys are sent (`criterion`, and `levels-<criterion>`);
a key is the lifelong id. The fields of a part are named `<key>-…`, those of the rubric itself have no key. A text has
one field a language and `…-mark`, its language of origin and the stale translations as they stood when it was opened.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from werkzeug.datastructures import MultiDict

from parasat_lms.core.db import new_id
from parasat_lms.domain.localized import LocalizedText
from parasat_lms.domain.rubric_drafts import (
    MOST_CRITERIA,
    MOST_LEVELS,
    MOST_POINTS,
    MOST_WEIGHT,
    CriterionDraft,
    LevelDraft,
    RubricDraft,
    RubricKind,
    Trouble,
    troubles,
)
from parasat_lms.domain.rubric_files import (
    LONGEST_TEXT,
    LONGEST_TITLE,
    ProblemCode,
    amount,
)
from parasat_lms.features.rubrics.forms.starts import blank_criterion
from parasat_lms.features.rubrics.forms.texts import Problem, TextFields

CRITERION_TEXTS = ("title", "description")
LEVEL_TEXTS = ("title", "descriptor")
RUBRIC_TEXTS = ("title", "description", "subjects")
GRADES = range(1, 12)
WHOLE = ""
"""Where a problem of the rubric itself stands."""


@dataclass(slots=True)
class EditorForm(TextFields):
    """The form as it stands. `base` is the saved version it was opened on; `opened` names the criteria to unfold."""

    values: dict[str, str]
    criteria: list[tuple[str, list[str]]]
    codes: tuple[str, ...]
    base: RubricDraft | None = None
    opened: set[str] = field(default_factory=set)
    errors: dict[str, list[Problem]] = field(default_factory=dict)

    @classmethod
    def of_draft(
        cls, draft: RubricDraft, codes: tuple[str, ...], base: RubricDraft | None = None
    ) -> "EditorForm":
        """The form that shows a draft; with a `base`, changes are counted from there."""
        form = cls({}, [], codes, base)
        form.values.update(
            {
                "kind": draft.kind.value,
                "grade_from": str(draft.grade_from),
                "grade_to": str(draft.grade_to),
                "total": _figure(draft.total),
                "origin": draft.title.origin,
                "origin-was": draft.title.origin,
            }
        )
        for name in RUBRIC_TEXTS:
            form._show_text(name, getattr(draft, name))
        for criterion in draft.criteria:
            form._show_criterion(criterion)
        form.opened = {key for key, _levels in form.criteria[:1]}
        return form

    @classmethod
    def of_form(
        cls, sent: "MultiDict[str, str]", codes: tuple[str, ...], base: RubricDraft | None = None
    ) -> "EditorForm":
        """What was sent. Keys that are none, or come twice, are left out with everything under them."""
        seen: set[str] = set()
        criteria = [
            (key, _keys(sent.getlist(f"levels-{key}"), seen, MOST_LEVELS + 1))
            for key in _keys(sent.getlist("criterion"), seen, MOST_CRITERIA + 1)
        ]
        opened = set(sent.getlist("open")) & {key for key, _levels in criteria}
        return cls({name: sent[name] for name in sent}, criteria, codes, base, opened)

    def _show_criterion(self, criterion: CriterionDraft, place: int | None = None) -> str:
        key = str(criterion.id)
        row = (key, [str(level.id) for level in criterion.levels])
        self.criteria.insert(len(self.criteria) if place is None else place, row)
        self.values[f"{key}-weight"] = _figure(criterion.weight)
        self._show_weights(key, criterion.attributes)
        for name in CRITERION_TEXTS:
            self._show_text(f"{key}-{name}", getattr(criterion, name))
        for level in criterion.levels:
            self._show_level(level)
        return key

    def _show_level(self, level: LevelDraft) -> None:
        key = str(level.id)
        self.values[f"{key}-points"] = _figure(level.points_min)
        self.values[f"{key}-points_to"] = (
            _figure(level.points_max) if level.points_max != level.points_min else ""
        )
        self._show_weights(key, level.attributes)
        for name in LEVEL_TEXTS:
            self._show_text(f"{key}-{name}", getattr(level, name))

    def _show_weights(self, key: str, attributes: Mapping[str, Decimal]) -> None:
        self.values.update({f"{key}-{code}": _figure(weight) for code, weight in attributes.items()})

    def step(self, action: str) -> bool:
        """Do what a button of the editor asks; `False` where it is no step of this form."""
        verb, _colon, key = action.partition(":")
        if verb == "add-criterion":
            self._add_criterion()
            return True
        place = next((n for n, (criterion, _l) in enumerate(self.criteria) if criterion == key), None)
        if place is not None:
            return self._step_of_criterion(verb, place)
        for criterion, levels in self.criteria:
            if key in levels:
                self.opened = {criterion}
                return _step_in(levels, levels.index(key), verb.removeprefix("level-"))
        return False

    def _step_of_criterion(self, verb: str, place: int) -> bool:
        key, levels = self.criteria[place]
        self.opened = {key}
        if verb == "add-level":
            if len(levels) < MOST_LEVELS:
                level = LevelDraft(
                    new_id(),
                    self._next_points(levels),
                    self._next_points(levels),
                    LocalizedText(),
                    LocalizedText(),
                )
                self._show_level(level)
                levels.append(str(level.id))
            return True
        if verb == "copy" and len(self.criteria) < MOST_CRITERIA:
            self._copy(place)
            return True
        if verb == "remove":
            self.opened = set()
        return _step_in(self.criteria, place, verb)

    def _add_criterion(self) -> None:
        if len(self.criteria) >= MOST_CRITERIA:
            return
        kind = self.values.get("kind", "")
        blank = blank_criterion(RubricKind(kind) if kind in set(RubricKind) else RubricKind.ANALYTIC, new_id)
        self.opened = {self._show_criterion(blank)}

    def _copy(self, place: int) -> None:
        """Another criterion with the same words and figures: quicker than to write its levels anew."""
        original = self.draft().criteria[place]
        levels = tuple(
            LevelDraft(
                new_id(), level.points_min, level.points_max, level.title, level.descriptor, level.attributes
            )
            for level in original.levels
        )
        copied = CriterionDraft(
            new_id(), original.title, original.description, original.weight, original.attributes, levels
        )
        self.opened = {self._show_criterion(copied, place + 1)}

    def _next_points(self, levels: Iterable[str]) -> Decimal:
        given = [
            self._number(f"{key}-points_to", MOST_POINTS) or self._number(f"{key}-points", MOST_POINTS)
            for key in levels
        ]
        highest = max((points for points in given if points is not None), default=Decimal(-1))
        return min(highest + 1, MOST_POINTS)

    # --- reading ----------------------------------------------------------------------------------------------

    def draft_weights(self, key: str) -> bool:
        """Whether a weight of an attribute stands at this part."""
        return any(self.value(f"{key}-{code}").strip() for code in self.codes)

    def broken_in(self, key: str) -> bool:
        """Whether something is wrong with a criterion or one of its levels."""
        parts = (key, *next((levels for criterion, levels in self.criteria if criterion == key), ()))
        return any(name.startswith(parts) for name in self.errors)

    def validate(self) -> RubricDraft | None:
        """The draft, or `None` with everything that is wrong in `errors`."""
        self.errors = {}
        draft = self.draft(noting=True)
        # A figure that could not be read counts for nothing here; saying so besides would only confuse.
        silent = {Trouble.NO_POINTS, Trouble.NOTHING_COUNTS} if self.errors else set()
        for finding in troubles(draft):
            if finding.code not in silent:
                place = str(finding.criterion_id) if finding.criterion_id else WHOLE
                self._note(place, Trouble(finding.code), *finding.details)
        self.opened |= {key for key, _levels in self.criteria if self.broken_in(key)}
        return None if self.errors else draft

    def draft(self, *, noting: bool = False) -> RubricDraft:
        """The rubric as far as it can be read: a figure that cannot be read counts as 0 (and is noted where asked)."""
        standing, self.errors = self.errors, {}
        first = self._grade("grade_from", GRADES[0])
        last = self._grade("grade_to", GRADES[-1])
        if first > last:
            self._note("grade_to", ProblemCode.SWAPPED)
            first, last = last, first
        draft = RubricDraft(
            kind=self._kind(),
            title=self._text(None, "title", LONGEST_TITLE, needed=True),
            description=self._text(None, "description", LONGEST_TEXT),
            subjects=self._text(None, "subjects", LONGEST_TITLE),
            grade_from=first,
            grade_to=last,
            total=self._number("total", MOST_POINTS),
            criteria=tuple(self._criterion(key, levels) for key, levels in self.criteria),
        )
        if not noting:
            self.errors = standing
        return draft

    def _kind(self) -> RubricKind:
        kind = self.value("kind")
        if kind in set(RubricKind):
            return RubricKind(kind)
        self._note("kind", ProblemCode.UNKNOWN_KIND)
        return RubricKind.ANALYTIC

    def _grade(self, name: str, default: int) -> int:
        typed = self.value(name).strip()
        if typed in map(str, GRADES):
            return int(typed)
        self._note(name, ProblemCode.OUT_OF_RANGE, str(GRADES[0]), str(GRADES[-1]))
        return default

    def _criterion(self, key: str, levels: list[str]) -> CriterionDraft:
        return CriterionDraft(
            id=UUID(key),
            title=self._text(key, "title", LONGEST_TITLE, needed=True),
            description=self._text(key, "description", LONGEST_TEXT),
            weight=self._number(f"{key}-weight", MOST_WEIGHT, needed=True) or Decimal(0),
            attributes=self._weights(key),
            levels=tuple(self._level(level) for level in levels),
        )

    def _level(self, key: str) -> LevelDraft:
        least = self._number(f"{key}-points", MOST_POINTS, needed=True) or Decimal(0)
        most = self._number(f"{key}-points_to", MOST_POINTS)
        if most is not None and most < least:
            self._note(f"{key}-points_to", ProblemCode.SWAPPED)
            most = None
        return LevelDraft(
            id=UUID(key),
            points_min=least,
            points_max=least if most is None else most,
            title=self._text(key, "title", LONGEST_TITLE, needed=True),
            descriptor=self._text(key, "descriptor", LONGEST_TEXT),
            attributes=self._weights(key),
        )

    def _weights(self, key: str) -> dict[str, Decimal]:
        found = {code: self._number(f"{key}-{code}", MOST_WEIGHT) for code in self.codes}
        return {code: weight for code, weight in found.items() if weight is not None}

    def _number(self, name: str, most: Decimal, *, needed: bool = False) -> Decimal | None:
        typed = self.value(name).strip()
        if not typed:
            if needed:
                self._note(name, ProblemCode.MISSING_VALUE)
            return None
        found = amount(typed, most)
        if isinstance(found, ProblemCode):
            self._note(name, found, "0", _figure(most))
            return None
        return found

    def _before(self, key: str | None, name: str) -> LocalizedText | None:
        """The text as it stands in the version that the form was opened on."""
        if self.base is None:
            return None
        if key is None:
            found: LocalizedText = getattr(self.base, name)
            return found
        parts: list[CriterionDraft | LevelDraft] = [
            *self.base.criteria,
            *(level for criterion in self.base.criteria for level in criterion.levels),
        ]
        part = next((one for one in parts if str(one.id) == key), None)
        return getattr(part, name, None)


def _step_in(rows: list[Any], place: int, verb: str) -> bool:
    """Move one of the rows up or down, or take it out."""
    if verb == "remove":
        rows.pop(place)
    elif verb == "up" and place > 0:
        rows.insert(place - 1, rows.pop(place))
    elif verb == "down" and place + 1 < len(rows):
        rows.insert(place + 1, rows.pop(place))
    else:
        return verb in ("up", "down")
    return True


def _keys(sent: Iterable[str], seen: set[str], most: int) -> list[str]:
    found: list[str] = []
    for key in sent:
        try:
            plain = str(UUID(key))
        except ValueError:
            continue
        if plain == key and key not in seen and len(found) < most:
            seen.add(key)
            found.append(key)
    return found


def _figure(number: Decimal | None) -> str:
    return "" if number is None else format(number.normalize(), "f")
