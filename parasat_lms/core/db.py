"""The database, and the rule that a school owns its rows.

Every row that belongs to a school has the key `(school_id, id)` and every reference inside a school is a
composite foreign key, so that the database itself refuses a row of one school that points into another.
Reads through the ORM are narrowed to the current school; without one they are refused.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    DateTime,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    MetaData,
    Numeric,
    String,
    Uuid,
    event,
    false,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Engine
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    ORMExecuteState,
    Session,
    mapped_column,
    registry,
    with_loader_criteria,
)
from sqlalchemy.types import TypeDecorator, TypeEngine
from uuid_utils.compat import uuid7

from parasat_lms.core.errors import ScopeMissing
from parasat_lms.domain.localized import LocalizedText

CROSS_SCHOOL = "cross_school"
"""Execution option of a read that leaves the school's scope by name, such as network monitoring."""

_school: ContextVar[UUID | None] = ContextVar("current_school", default=None)
_writing: ContextVar[bool] = ContextVar("writing", default=True)


def new_id() -> UUID:
    """A UUIDv7: unguessable across schools, ordered by time within one."""
    return uuid7()


def current_school_id() -> UUID:
    """The school whose rows are read and written now; raises `ScopeMissing` where none is chosen."""
    school_id = _school.get()
    if school_id is None:
        raise ScopeMissing("no school is chosen")
    return school_id


def enter_school(school_id: UUID | None) -> None:
    """Choose the school for the rest of this request; `None` leaves it."""
    _school.set(school_id)


@contextmanager
def school_scope(school_id: UUID) -> Iterator[None]:
    """Within the block every read and every new row belongs to this school."""
    token = _school.set(school_id)
    try:
        yield
    finally:
        _school.reset(token)


def announce_writing(writing: bool) -> None:
    """Say whether the transaction to come will write: on SQLite a writer must lock before it reads."""
    _writing.set(writing)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment with a time zone, stored in UTC; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Exact(TypeDecorator[Decimal]):
    """A decimal number kept exactly: NUMERIC where the database has it, text on SQLite, which would make a float."""

    impl = Numeric(12, 4)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(String(16) if dialect.name == "sqlite" else Numeric(12, 4))

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        # One database would round what does not fit, the other keep it: refused, both count the same.
        if not value.is_finite() or value.adjusted() > 7 or value != value.quantize(Decimal("0.0001")):
            raise ValueError(f"{value} cannot be kept: 8 digits before the point and 4 behind it are")
        return format(value.normalize(), "f") if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        if value is None:
            return None
        return Decimal(format(Decimal(value).normalize(), "f"))


class Localized(TypeDecorator[LocalizedText]):
    """A text in Kazakh, Russian and English with the language it was written in, as one JSON column."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: LocalizedText | None, dialect: Dialect) -> dict[str, object] | None:
        return None if value is None else value.as_dict()

    def process_result_value(self, value: Any, dialect: Dialect) -> LocalizedText | None:
        return None if value is None else LocalizedText.of(value)


class Base(DeclarativeBase):
    """The declarative base; names of constraints are fixed, so that migrations can speak of them."""

    registry = registry(
        metadata=MetaData(
            naming_convention={
                "ix": "ix_%(table_name)s_%(column_0_N_name)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_N_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
        type_annotation_map={
            UUID: Uuid(),
            datetime: UtcDateTime(),
            Decimal: Exact(),
            LocalizedText: Localized(),
            dict[str, Any]: JSON(),
            list[Any]: JSON(),
        },
    )


db = SQLAlchemy(model_class=Base)

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model

M = TypeVar("M", bound="SchoolOwned")


class SchoolOwned:
    """Mixin of every table whose rows belong to a school: the key is `(school_id, id)`."""

    school_id: Mapped[UUID] = mapped_column(
        ForeignKey("school.id"), primary_key=True, default=current_school_id
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)


class AppendOnly:
    """Mixin of a ledger: its rows are added and never changed or deleted."""


def reference(column: str, table: str) -> ForeignKeyConstraint:
    """The composite foreign key `(school_id, column)` → `table (school_id, id)`: no row points into another school."""
    return ForeignKeyConstraint(["school_id", column], [f"{table}.school_id", f"{table}.id"])


def find(model: type[M], id: UUID) -> M | None:
    """The current school's row of that id, or `None`; a row of another school is nothing."""
    return db.session.get(model, (current_school_id(), id))


def insert_if_absent(model: type[M], **values: Any) -> None:
    """Insert the row unless a unique key already holds it: safe when two requests come at once."""
    values = {"school_id": current_school_id(), "id": new_id(), **values}
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(postgresql.insert(model).values(**values).on_conflict_do_nothing())
    else:
        db.session.execute(sqlite.insert(model).values(**values).on_conflict_do_nothing())


@event.listens_for(Session, "do_orm_execute")
def _stay_in_school(state: ORMExecuteState) -> None:
    """Narrow every read, update and delete through the ORM to the current school."""
    if state.is_update or state.is_delete:
        _refuse_on_ledgers(state)
    if state.is_insert or state.is_column_load or state.execution_options.get(CROSS_SCHOOL):
        return
    owned = [mapper for mapper in state.all_mappers if issubclass(mapper.class_, SchoolOwned)]
    school_id = _school.get()
    if school_id is None:
        if owned:
            raise ScopeMissing(f"{owned[0].class_.__name__} was read while no school is chosen")
        # A table inside a subquery is none of `all_mappers`: without a school it has no rows.
        nothing = with_loader_criteria(SchoolOwned, lambda cls: false(), include_aliases=True)
        state.statement = state.statement.options(nothing)
        return
    state.statement = state.statement.options(
        with_loader_criteria(SchoolOwned, lambda cls: cls.school_id == school_id, include_aliases=True)
    )


def _refuse_on_ledgers(state: ORMExecuteState) -> None:
    for mapper in state.all_mappers:
        if issubclass(mapper.class_, AppendOnly):
            raise TypeError(f"{mapper.class_.__name__} is append-only")


@event.listens_for(Session, "before_flush")
def _keep_ledgers(session: Session, _context: object, _instances: object) -> None:
    """A ledger that could be edited would prove nothing."""
    for row in [*session.dirty, *session.deleted]:
        if isinstance(row, AppendOnly) and (row in session.deleted or session.is_modified(row)):
            raise TypeError(f"{type(row).__name__} is append-only")


def _prepare_sqlite(engine: Engine) -> None:
    """Make SQLite keep its promises: the driver's own transactions would lose updates silently."""

    @event.listens_for(engine, "connect")
    def _pragmas(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "busy_timeout=10000", "foreign_keys=ON", "synchronous=FULL"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _writing.get() else "BEGIN")


def learn_statistics() -> None:
    """Let SQLite see how rows are spread; PostgreSQL looks by itself.

    All keys begin with the school, and without statistics SQLite takes every school for a small one: it would read
    all of its rows where a second column names a few.
    """
    if db.engine.dialect.name != "sqlite":
        return
    with db.engine.begin() as connection:
        # A sample is enough to choose an index by, and takes no longer as the school grows.
        connection.exec_driver_sql("PRAGMA analysis_limit=1000")
        connection.exec_driver_sql("ANALYZE")


def init_app(app: Flask) -> None:
    """Bind the session to the application's database; on SQLite set what durability and integrity need."""
    db.init_app(app)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            _prepare_sqlite(db.engine)
