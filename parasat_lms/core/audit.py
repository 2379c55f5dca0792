"""The audit log: who did what to which record, written in the transaction of the change itself."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import g, has_request_context
from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from parasat_lms.core import clock
from parasat_lms.core.db import AppendOnly, Model, SchoolOwned, db


class AuditEntry(SchoolOwned, AppendOnly, Model):
    """One change: no audit line, no change, because both are in one transaction."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_object", "school_id", "object_type", "object_id"),)

    at: Mapped[datetime] = mapped_column(default=clock.now)
    account_id: Mapped[UUID | None]
    action: Mapped[str] = mapped_column(String(64))
    object_type: Mapped[str] = mapped_column(String(64))
    object_id: Mapped[UUID | None]
    details: Mapped[dict[str, Any]]
    request_id: Mapped[str] = mapped_column(String(36))


def record(action: str, object_type: str, object_id: UUID | None, **details: Any) -> None:
    """Add an audit line to the current transaction; `details` must be JSON and hold no text a person wrote."""
    actor = g.get("actor") if has_request_context() else None
    db.session.add(
        AuditEntry(
            action=action,
            object_type=object_type,
            object_id=object_id,
            account_id=actor.account_id if actor else None,
            details=details,
            request_id=g.get("request_id", "") if has_request_context() else "",
        )
    )
