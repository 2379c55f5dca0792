"""What the marking form sends: for each criterion a choice and a comment, beside what was on the screen.

The fields are named by criterion (`choice-<id>`, `points-<id>`, `comment-<id>`), each with a `was-…` twin that says
what the assessor saw; a field that is not sent is not touched. So one row can be saved alone, the whole form without
JavaScript, and either may come twice or late.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from uuid import UUID

from flask_babel import format_decimal
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from parasat_lms.core.forms import LONGEST_TEXT
from parasat_lms.domain.rubrics import LevelSpec, PointsOutsideLevel, check_points
from parasat_lms.features.marking.operations import ChoiceInput, CommentInput, RowInput
from parasat_lms.features.marking.queries.activities import ActivityRow
from parasat_lms.features.marking.queries.desk import NOT_APPLICABLE, choice_word, fingerprint
from parasat_lms.features.marking.queries.returning import AT_ONCE
from parasat_lms.features.rubrics.queries import CriterionContent, LevelContent, RubricContent

MINE, THEIRS = "mine", "theirs"
"""The two ways out of a conflict, sent as `resolve-<id>`."""


def lets_stand(fields: Mapping[str, str], criterion: CriterionContent) -> bool:
    """Whether the assessor lets the other's value stand."""
    return stands_for(fields, str(criterion.id))


def stands_for(fields: Mapping[str, str], key: str) -> bool:
    """Whether the assessor lets the other's value stand in the row of that key."""
    return fields.get(f"resolve-{key}") == THEIRS


def sent_keys(fields: Mapping[str, str], most: int) -> list[UUID]:
    """The keys of the rows that a page of one criterion sends, which are its works; at most so many."""
    keys: dict[UUID, None] = {}
    for name in fields:
        part, _dash, key = name.partition("-")
        if part in ("choice", "comment", "resolve"):
            try:
                keys[UUID(key)] = None
            except ValueError:
                continue
    return list(keys)[:most]


def changes_something(row: RowInput) -> bool:
    """Whether what was sent differs from what was on the screen, or cannot be read."""
    choice = row.choice is not None and row.choice.word != row.choice.seen
    comment = row.comment is not None and fingerprint(row.comment.text) != row.comment.seen
    return choice or comment or bool(row.problem)


def read_row(fields: Mapping[str, str], criterion: CriterionContent, key: str | None = None) -> RowInput:
    """The part of the form that belongs to one criterion, or to the work of that key on a page of one criterion."""
    key = key or str(criterion.id)
    typed = {
        name: fields[f"{name}-{key}"] for name in ("choice", "points", "comment") if f"{name}-{key}" in fields
    }
    try:
        return RowInput(criterion, _choice(fields, criterion, key), read_comment(fields, key), typed=typed)
    except ValueError as error:
        return RowInput(criterion, problem=str(error), typed=typed)


def read_rows(fields: Mapping[str, str], criteria: Iterable[CriterionContent]) -> list[RowInput]:
    """The whole form, criterion by criterion."""
    return [read_row(fields, criterion) for criterion in criteria]


def read_activity_rows(
    rubric: RubricContent, fields: Mapping[str, str]
) -> tuple[list[ActivityRow], dict[UUID, str]]:
    """The rows of an activity's assessment, and by criterion what is wrong: nothing chosen, or chosen wrongly."""
    rows, errors = [], {}
    for sent in read_rows(fields, rubric.criteria):
        criterion_id, choice = sent.criterion.id, sent.choice
        if sent.problem:
            errors[criterion_id] = sent.problem
        elif choice is None:
            errors[criterion_id] = _("Choose a level, or “not applicable”.")
        comment = sent.comment.text if sent.comment else sent.typed.get("comment", "")
        rows.append(
            ActivityRow(
                criterion_id,
                choice.level_id if choice else None,
                choice.points if choice else None,
                not_applicable=bool(choice and choice.not_applicable),
                comment=comment,
            )
        )
    return rows, errors


def read_comment(fields: Mapping[str, str], key: str) -> CommentInput | None:
    """The comment of a row, or the overall one; raises `ValueError` with a translated reason."""
    text = fields.get(f"comment-{key}")
    if text is None:
        return None
    text = text.replace("\r\n", "\n").strip()
    if len(text) > LONGEST_TEXT:
        raise ValueError(
            _(
                "The comment has %(length)d characters; at most %(most)d are allowed. It was not saved.",
                length=len(text),
                most=LONGEST_TEXT,
            )
        )
    if any(ord(character) < 32 and character not in "\n\t" for character in text):
        raise ValueError(_("The text holds characters that cannot be shown."))
    return CommentInput(text, _seen(fields, "comment", key))


def _seen(fields: Mapping[str, str], part: str, key: str) -> str:
    """What the assessor saw: the page's value, or after a conflict the other's value that was shown and overruled."""
    shown = "stands" if fields.get(f"resolve-{key}") == MINE else "was"
    return fields.get(f"{shown}-{part}-{key}", "")


def _choice(fields: Mapping[str, str], criterion: CriterionContent, key: str) -> ChoiceInput | None:
    word = fields.get(f"choice-{key}")
    seen = _seen(fields, "choice", key)
    if word is None:
        return None
    if word == NOT_APPLICABLE:
        return ChoiceInput(NOT_APPLICABLE, None, None, True, seen)
    level = _level(criterion, word)
    typed = fields.get(f"points-{key}", "").strip().replace(",", ".")
    points = _points(level, "" if _left_over(typed, seen, level) else typed)
    wish = choice_word(level.id, points, criterion, not_applicable=False)
    return ChoiceInput(wish, level.id, points, False, seen)


def _level(criterion: CriterionContent, word: str) -> LevelContent:
    try:
        level = criterion.level(UUID(word))
    except ValueError:
        level = None
    if level is None:
        raise ValueError(_("This level is not one of the criterion's. It was not saved."))
    return level


def _left_over(typed: str, seen: str, level: LevelContent) -> bool:
    """Whether the points in the field are still those of the level that was chosen before this one."""
    level_seen, _colon, points_seen = seen.partition(":")
    return bool(points_seen) and level_seen != str(level.id) and typed == points_seen


def _points(level: LevelContent, typed: str) -> Decimal:
    """The points inside the level; nothing typed means the highest of a range."""
    if not typed:
        return level.points_max
    try:
        points = Decimal(typed)
        return check_points(LevelSpec(level.id, level.points_min, level.points_max), points)
    except (InvalidOperation, PointsOutsideLevel) as error:
        raise ValueError(
            _(
                "This level gives %(least)s to %(most)s points. It was not saved.",
                least=format_decimal(level.points_min),
                most=format_decimal(level.points_max),
            )
        ) from error


def read_works_seen(fields: MultiDict[str, str]) -> dict[UUID, str]:
    """The works chosen to be returned, each with the fingerprint that the preview gave it; others are left aside."""
    seen = {}
    for word in fields.getlist("work")[:AT_ONCE]:
        key, _colon, mark = word.partition(":")
        try:
            seen[UUID(key)] = mark
        except ValueError:
            continue
    return seen


def comment_with(typed: str, chosen: str) -> str:
    """What was typed with a comment of the bank behind it: nothing is replaced, and no two words run together."""
    typed = typed.replace("\r\n", "\n").rstrip(" ")
    return f"{typed}{' ' if typed and not typed.endswith(chr(10)) else ''}{chosen}"
