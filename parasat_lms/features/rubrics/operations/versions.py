"""A rubric's versions: each save makes a new one, and what used an earlier one keeps it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import insert

from parasat_lms.core import audit
from parasat_lms.core.db import db, find, new_id
from parasat_lms.core.errors import Refused
from parasat_lms.domain.localized import LANGUAGES
from parasat_lms.domain.names import search_key
from parasat_lms.domain.rubric_drafts import CriterionDraft, RubricDraft, troubles
from parasat_lms.domain.rubric_versions import differences
from parasat_lms.features.rubrics.models import (
    Criterion,
    CriterionAttribute,
    Level,
    LevelAttribute,
    Rubric,
    RubricScope,
    RubricVersion,
)
from parasat_lms.features.rubrics.queries import (
    Attribute,
    RubricContent,
    find_rubric,
    latest_version,
)


@dataclass(frozen=True, slots=True)
class Saved:
    """What a save came to: the version that stands, and whether this save made it."""

    version_id: UUID
    made: bool = True


class ChangedMeanwhile(Exception):
    """Somebody has saved another version since this draft was begun; nothing was written. `theirs` is that version."""

    def __init__(self, theirs: RubricContent) -> None:
        super().__init__(f"version {theirs.number} was saved meanwhile")
        self.theirs = theirs


def create_rubric(
    draft: RubricDraft,
    attributes: Sequence[Attribute],
    owner_id: UUID | None,
    *,
    rubric_id: UUID | None = None,
    scope: RubricScope = RubricScope.MINE,
    team: str | None = None,
    origin: tuple[UUID, UUID] | None = None,
    plugin: str | None = None,
    seed: str | None = None,
) -> Saved:
    """A new rubric with its first version. With a `rubric_id` it is safe to repeat: made once, however often sent.

    `origin` is the school and the version that it is a copy of. Raises `KeyError` for an attribute code that the
    framework lacks, `ValueError` for a draft that is no rubric.
    """
    standing = find(Rubric, rubric_id) if rubric_id else None
    if standing is not None:
        return Saved(latest_version(standing).version_id, made=False)
    rubric = Rubric(
        id=rubric_id or new_id(),
        owner_id=owner_id,
        scope=scope,
        team=team,
        plugin=plugin,
        seed=seed,
        origin_school_id=origin[0] if origin else None,
        origin_version_id=origin[1] if origin else None,
    )
    db.session.add(rubric)
    db.session.flush()
    version_id = write_version(rubric.id, 1, draft, attributes, owner_id)
    audit.record("rubric.made", "rubric", rubric.id, criteria=len(draft.criteria), scope=str(scope))
    return Saved(version_id)


def save_version(
    rubric_id: UUID, base_id: UUID, draft: RubricDraft, attributes: Sequence[Attribute], editor_id: UUID
) -> Saved:
    """A new version of a rubric that may be in use: works keep the version that they were marked with.

    A draft that says the same as the latest version makes no new one, so a save may be repeated. Raises
    `ChangedMeanwhile` where the latest version is not the one the draft was begun on, `Refused` for a rubric that lies
    in the archive.
    """
    rubric = find_rubric(rubric_id=rubric_id, lock=True)
    if rubric is None:
        raise LookupError(f"no rubric {rubric_id} in this school")
    latest = latest_version(rubric)
    if not differences(latest.draft, draft):
        return Saved(latest.version_id, made=False)
    if rubric.archived_at:
        raise Refused(_("This rubric lies in the archive. Take it out before you change it."))
    if latest.version_id != base_id:
        raise ChangedMeanwhile(latest)
    version_id = write_version(rubric.id, latest.number + 1, draft, attributes, editor_id)
    rubric.latest_number = latest.number + 1
    db.session.flush()
    audit.record("rubric.version_made", "rubric", rubric.id, number=rubric.latest_number)
    return Saved(version_id)


def adopt(
    content: RubricContent,
    origin_school_id: UUID,
    attributes: Sequence[Attribute],
    owner_id: UUID,
    copy_id: UUID,
) -> Saved:
    """A copy of one's own that remembers where it comes from; criteria and levels keep their lifelong ids."""
    origin = (origin_school_id, content.version_id)
    return create_rubric(content.draft, attributes, owner_id, rubric_id=copy_id, origin=origin)


def write_version(
    rubric_id: UUID, number: int, draft: RubricDraft, attributes: Sequence[Attribute], maker_id: UUID | None
) -> UUID:
    """Write a version as a whole, in a handful of statements; gives its id."""
    wrong = troubles(draft)
    if wrong:
        raise ValueError(f"no rubric: {', '.join(finding.code for finding in wrong)}")
    by_code = {attribute.code: attribute.id for attribute in attributes}
    version_id = new_id()
    rows = _Rows(version_id, by_code)
    for position, criterion in enumerate(draft.criteria, 1):
        rows.add(position, criterion)
    version = {
        "id": version_id,
        "rubric_id": rubric_id,
        "number": number,
        "kind": draft.kind,
        "title": draft.title,
        "description": draft.description,
        "subjects": draft.subjects,
        "grade_from": draft.grade_from,
        "grade_to": draft.grade_to,
        "total": draft.total,
        "made_by": maker_id,
        "search_key": _search_key(draft),
        "languages": " ".join(language for language, missing in draft.untranslated().items() if not missing),
    }
    _insert(RubricVersion, [version])
    _insert(Criterion, rows.criteria)
    _insert(Level, rows.levels)
    _insert(CriterionAttribute, rows.criterion_attributes)
    _insert(LevelAttribute, rows.level_attributes)
    return version_id


class _Rows:
    """The rows of a version, table by table, with ids that are chosen here: nothing needs to be read back."""

    def __init__(self, version_id: UUID, by_code: dict[str, UUID]) -> None:
        self.version_id, self.by_code = version_id, by_code
        self.criteria: list[dict[str, Any]] = []
        self.levels: list[dict[str, Any]] = []
        self.criterion_attributes: list[dict[str, Any]] = []
        self.level_attributes: list[dict[str, Any]] = []

    def add(self, position: int, criterion: CriterionDraft) -> None:
        criterion_id = new_id()
        self.criteria.append(
            {
                "id": criterion_id,
                "version_id": self.version_id,
                "lineage_id": criterion.id,
                "position": position,
                "weight": criterion.weight,
                "title": criterion.title,
                "description": criterion.description,
            }
        )
        self.criterion_attributes += [
            {"criterion_id": criterion_id, "attribute_id": self.by_code[code], "weight": weight}
            for code, weight in criterion.attributes.items()
        ]
        for place, level in enumerate(criterion.levels, 1):
            level_id = new_id()
            self.levels.append(
                {
                    "id": level_id,
                    "criterion_id": criterion_id,
                    "lineage_id": level.id,
                    "position": place,
                    "points_min": level.points_min,
                    "points_max": level.points_max,
                    "title": level.title,
                    "descriptor": level.descriptor,
                }
            )
            self.level_attributes += [
                {"level_id": level_id, "attribute_id": self.by_code[code], "weight": weight}
                for code, weight in level.attributes.items()
            ]


def _insert(model: type[Any], rows: list[dict[str, Any]]) -> None:
    if rows:
        db.session.execute(insert(model), rows)


def _search_key(draft: RubricDraft) -> str:
    texts = (
        draft.title,
        draft.description,
        draft.subjects,
        *(text for criterion in draft.criteria for text in (criterion.title, criterion.description)),
    )
    return search_key(" ".join(getattr(text, language) for text in texts for language in LANGUAGES))
