"""Changes to the comment bank."""

from dataclasses import dataclass
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import delete

from parasat_lms.core import audit, clock
from parasat_lms.core.db import db, find, insert_if_absent, new_id
from parasat_lms.core.errors import Refused
from parasat_lms.domain.localized import LANGUAGES, LocalizedText
from parasat_lms.domain.names import search_key
from parasat_lms.features.comments.models import BankComment
from parasat_lms.features.comments.queries import find_comment, twin_of


@dataclass(frozen=True, slots=True)
class CommentWish:
    """What a comment shall say, what it is tied to (lifelong ids), and whether the school shares it."""

    text: LocalizedText
    criterion_id: UUID | None = None
    level_id: UUID | None = None
    attribute_id: UUID | None = None
    shared: bool = False


class CommentChanged(Exception):
    """Somebody else saved the comment meanwhile; nothing was overwritten. `theirs` is how it stands."""

    def __init__(self, theirs: BankComment) -> None:
        super().__init__("the comment was changed meanwhile")
        self.theirs = theirs


def folded(text: LocalizedText) -> str:
    """The text in all languages as a search looks through it."""
    return "\n".join(search_key(getattr(text, language)) for language in LANGUAGES)


def write_comment(owner_id: UUID, wish: CommentWish, comment_id: UUID | None = None) -> BankComment:
    """A new comment in the bank. Sent again with the id of a comment of the same owner, it makes no second one."""
    wanted = comment_id or new_id()
    standing = find(BankComment, wanted)
    if standing is not None and standing.owner_id == owner_id:
        return standing
    made_id = new_id() if standing else wanted
    insert_if_absent(BankComment, id=made_id, owner_id=owner_id, search_key=folded(wish.text), **_parts(wish))
    made = find(BankComment, made_id)
    if made is None:
        raise LookupError(f"the comment {made_id} could not be kept")
    audit.record("comment.kept", "bank_comment", made.id, shared=made.shared)
    return made


def keep_comment(
    owner_id: UUID, text: str, language: str, criterion_id: UUID, level_id: UUID | None
) -> tuple[BankComment, bool]:
    """Keep for its writer what was said at a criterion; the same words are kept once. Also: whether they are new."""
    twin = twin_of(owner_id, text, criterion_id, level_id)
    if twin is not None:
        return twin, False
    said = LocalizedText(origin=language).rewritten(language, text)
    return write_comment(owner_id, CommentWish(said, criterion_id, level_id)), True


def change_comment(comment_id: UUID, seen_revision: int, wish: CommentWish) -> bool:
    """Write a comment anew; `False` where nothing differs.

    Raises `CommentChanged` where another revision stands than the one that was seen, and `Refused` for a comment
    without an owner that nobody could keep for themselves.
    """
    comment = _held(comment_id)
    parts = _parts(wish)
    changed = sorted(name for name, value in parts.items() if getattr(comment, name) != value)
    if not changed:
        return False
    if comment.revision != seen_revision:
        raise CommentChanged(comment)
    if not wish.shared and comment.owner_id is None:
        raise Refused(_("This comment belongs to the school: nobody could keep it for themselves."))
    for name in changed:
        setattr(comment, name, parts[name])
    comment.search_key = folded(wish.text)
    comment.revision += 1
    db.session.flush()
    audit.record("comment.changed", "bank_comment", comment.id, parts=changed, shared=comment.shared)
    return True


def archive_comment(comment_id: UUID, *, archived: bool) -> None:
    """Lay a comment into the archive, where marking no longer offers it, or take it out."""
    comment = _held(comment_id)
    if bool(comment.archived_at) == archived:
        return
    comment.archived_at = clock.now() if archived else None
    comment.revision += 1
    db.session.flush()
    audit.record("comment.archived" if archived else "comment.taken_out", "bank_comment", comment.id)


def forget_own_comments(person_id: UUID) -> None:
    """Delete what somebody kept for themselves: without its owner nobody would see it again."""
    own = delete(BankComment).where(BankComment.owner_id == person_id, BankComment.shared.is_(False))
    db.session.execute(own.execution_options(synchronize_session=False))


def _held(comment_id: UUID) -> BankComment:
    comment = find_comment(comment_id=comment_id, lock=True)
    if comment is None:
        raise LookupError(f"no comment {comment_id} in this school")
    return comment


def _parts(wish: CommentWish) -> dict[str, object]:
    return {
        "text": wish.text,
        "criterion_id": wish.criterion_id,
        "level_id": wish.level_id,
        "attribute_id": wish.attribute_id,
        "shared": wish.shared,
    }
