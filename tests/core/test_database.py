"""A school owns its rows: the database itself refuses what crosses, reads are scoped, ledgers only grow."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import (
    Column,
    Connection,
    Integer,
    MetaData,
    Select,
    Table,
    delete,
    exists,
    func,
    insert,
    select,
    text,
    union_all,
    update,
)
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.orm import aliased

from parasat_lms.core import audit
from parasat_lms.core.audit import AuditEntry
from parasat_lms.core.db import (
    CROSS_SCHOOL,
    Base,
    Exact,
    Localized,
    SchoolOwned,
    UtcDateTime,
    current_school_id,
    db,
    enter_school,
    find,
    insert_if_absent,
    new_id,
    school_scope,
)
from parasat_lms.core.errors import ScopeMissing
from parasat_lms.core.unit_of_work import unit_of_work
from parasat_lms.domain.localized import LocalizedText
from parasat_lms.domain.permissions import Role
from parasat_lms.features.people.models import Guardianship, Membership, Person
from parasat_lms.features.schools.models import School
from parasat_lms.testing import SchoolForTests, inside

MINE, THEIRS = Role.STUDENT, Role.TEACHER


@pytest.fixture
def context(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield
        db.session.rollback()


# --- what the database itself refuses -----------------------------------------------------------------------


def owned_references() -> list[tuple[str, str, str]]:
    """Every reference from a row of a school to a row of a school: table, column, table."""
    owned = {
        mapper.local_table.name for mapper in Base.registry.mappers if issubclass(mapper.class_, SchoolOwned)
    }
    found = []
    for name in sorted(owned):
        for reference in db.metadata.tables[name].foreign_key_constraints:
            if reference.referred_table.name in owned:
                columns = [column for column in reference.column_keys if column != "school_id"]
                found.append((name, ",".join(columns), reference.referred_table.name))
    return found


def test_every_reference_inside_a_school_carries_the_school(context: None) -> None:
    assert len(owned_references()) > 20
    for mapper in Base.registry.mappers:
        if issubclass(mapper.class_, SchoolOwned):
            key = [column.name for column in mapper.local_table.primary_key]
            assert key == ["school_id", "id"], mapper.local_table.name
    for table, columns, referred in owned_references():
        pairs = [
            {(element.parent.name, element.column.name) for element in reference.elements}
            for reference in db.metadata.tables[table].foreign_key_constraints
            if reference.referred_table.name == referred
        ]
        assert all(("school_id", "school_id") in pair for pair in pairs), f"{table}.{columns} → {referred}"


def test_the_database_refuses_a_row_that_points_into_another_school(
    context: None, alatau: SchoolForTests, saryarka: SchoolForTests
) -> None:
    with db.engine.connect() as connection, pytest.raises(IntegrityError):
        connection.execute(
            insert(Membership.__table__),
            {"school_id": alatau.id, "id": new_id(), "person_id": saryarka.people[MINE], "role": "admin"},
        )


def test_the_database_refuses_to_move_a_reference_into_another_school(
    context: None, alatau: SchoolForTests, saryarka: SchoolForTests
) -> None:
    table = Guardianship.__table__
    with db.engine.connect() as connection, pytest.raises(IntegrityError):
        connection.execute(
            update(table)
            .where(table.c.school_id == alatau.id)
            .values(student_id=saryarka.people[Role.STUDENT])
        )


def test_the_same_id_may_live_in_two_schools_without_meeting(
    app: Flask, alatau: SchoolForTests, saryarka: SchoolForTests
) -> None:
    shared = new_id()
    for school, name in ((alatau, "Әлия"), (saryarka, "Юлия")):
        with inside(app, school):
            person = Person.named("Ким", name)
            person.id = shared
            db.session.add(person)
    with inside(app, alatau):
        assert find(Person, shared).given_name == "Әлия"
    with inside(app, saryarka):
        assert find(Person, shared).given_name == "Юлия"


# --- reads are narrowed -------------------------------------------------------------------------------------

friend = aliased(Person)
PEOPLE_OF_A_SCHOOL = len(Role)
READS: dict[str, Callable[[], Select[Any]]] = {
    "a plain select": lambda: select(Person.id),
    "an entity": lambda: select(Person),
    "an alias": lambda: select(friend.id),
    "a join": lambda: select(Person.id).join(Membership, Membership.person_id == Person.id),
    "the other side of a join": lambda: (
        select(Membership.id).select_from(School).join(Membership, Membership.school_id == School.id)
    ),
    "a subquery": lambda: select(select(Person.id).subquery().c.id),
    "a common table expression": lambda: select(select(Person.id).cte().c.id),
    "a union": lambda: select(
        union_all(select(Person.id), select(Person.id).where(Person.family_name == "nobody")).subquery().c.id
    ),
    "an IN of a select": lambda: select(Membership.id).where(Membership.person_id.in_(select(Person.id))),
}


def test_a_read_answers_the_rows_of_the_current_school_only(
    context: None, alatau: SchoolForTests, saryarka: SchoolForTests
) -> None:
    for kind, read in READS.items():
        for school in (alatau, saryarka):
            with school_scope(school.id):
                assert len(db.session.execute(read()).all()) == PEOPLE_OF_A_SCHOOL, kind
        with school_scope(new_id()):
            assert db.session.execute(read()).all() == [], kind


def test_counting_and_asking_whether_there_is_any_are_narrowed_too(
    context: None, alatau: SchoolForTests, saryarka: SchoolForTests
) -> None:
    counts = (
        select(func.count()).select_from(Person),
        select(func.count(Person.id)),
        select(select(func.count()).select_from(Person).scalar_subquery()),
    )
    with school_scope(alatau.id):
        assert [db.session.scalar(count) for count in counts] == [PEOPLE_OF_A_SCHOOL] * 3
        theirs = exists().where(Person.id == saryarka.people[MINE])
        assert db.session.scalar(select(theirs)) is False


def test_a_row_of_another_school_is_nothing_to_find(
    context: None, alatau: SchoolForTests, saryarka: SchoolForTests
) -> None:
    with school_scope(alatau.id):
        assert find(Person, alatau.people[MINE]) is not None
        assert find(Person, saryarka.people[MINE]) is None


def test_an_update_or_a_deletion_of_everything_touches_one_school(
    app: Flask, alatau: SchoolForTests, saryarka: SchoolForTests
) -> None:
    with inside(app, alatau):
        db.session.execute(update(Person).values(patronymic="Ата"))
        db.session.execute(delete(Guardianship))
    with inside(app, saryarka):
        assert set(db.session.scalars(select(Person.patronymic))) == {""}
        assert db.session.scalar(select(func.count(Guardianship.id))) == 1
    with inside(app, alatau):
        assert db.session.scalar(select(func.count(Guardianship.id))) == 0


def test_without_a_school_nothing_of_a_school_is_answered(context: None, alatau: SchoolForTests) -> None:
    enter_school(None)
    for kind, read in READS.items():
        try:
            assert db.session.execute(read()).all() == [], kind
        except ScopeMissing:
            continue


def test_without_a_school_reading_and_writing_its_rows_is_an_error(
    context: None, alatau: SchoolForTests
) -> None:
    enter_school(None)
    with pytest.raises(ScopeMissing):
        current_school_id()
    with pytest.raises(ScopeMissing):
        db.session.scalars(select(Person))
    with pytest.raises(ScopeMissing):
        db.session.execute(update(Person).values(patronymic="x"))
    with pytest.raises(ScopeMissing):
        find(Person, alatau.people[MINE])
    db.session.add(Person.named("Ким", "Юлия"))
    with pytest.raises(StatementError, match="no school is chosen") as refused:
        db.session.flush()
    assert isinstance(refused.value.orig, ScopeMissing)


def test_a_read_across_schools_says_so_by_name(
    context: None, alatau: SchoolForTests, saryarka: SchoolForTests
) -> None:
    everybody = select(Person.school_id).execution_options(**{CROSS_SCHOOL: True})
    assert set(db.session.scalars(everybody)) == {alatau.id, saryarka.id}


def test_a_scope_ends_with_its_block_even_after_an_error(
    alatau: SchoolForTests, saryarka: SchoolForTests
) -> None:
    with school_scope(alatau.id):
        with pytest.raises(ZeroDivisionError), school_scope(saryarka.id):
            1 / 0  # noqa: B018 - an error is what is wanted
        assert current_school_id() == alatau.id


def test_a_new_row_belongs_to_the_current_school(app: Flask, alatau: SchoolForTests) -> None:
    with inside(app, alatau):
        person = Person.named("Ким", "Юлия")
        db.session.add(person)
        db.session.flush()
        assert person.school_id == alatau.id
        assert person.id.version == 7


# --- insert if absent ---------------------------------------------------------------------------------------


def test_inserting_twice_keeps_the_first_row(app: Flask, alatau: SchoolForTests) -> None:
    for role in ("mentor", "mentor"):
        with inside(app, alatau):
            insert_if_absent(Membership, person_id=alatau.people[THEIRS], role=role)
    with inside(app, alatau):
        roles = db.session.scalars(
            select(Membership.role).where(Membership.person_id == alatau.people[THEIRS])
        )
        assert sorted(roles) == ["mentor", "teacher"]


def test_inserting_if_absent_still_refuses_a_row_of_another_school(
    context: None, alatau: SchoolForTests, saryarka: SchoolForTests
) -> None:
    with school_scope(alatau.id), pytest.raises(IntegrityError), unit_of_work():
        insert_if_absent(Membership, person_id=saryarka.people[MINE], role="admin")


# --- ledgers ------------------------------------------------------------------------------------------------


def test_a_line_of_a_ledger_is_never_changed_or_deleted(app: Flask, alatau: SchoolForTests) -> None:
    with inside(app, alatau):
        audit.record("something.done", "thing", None)

    def change(line: AuditEntry) -> None:
        line.action = "nothing.done"

    def changes() -> list[Callable[[], object]]:
        return [
            lambda: change(db.session.scalars(select(AuditEntry)).first()),
            lambda: db.session.delete(db.session.scalars(select(AuditEntry)).first()),
            lambda: db.session.execute(update(AuditEntry).values(action="nothing.done")),
            lambda: db.session.execute(delete(AuditEntry)),
        ]

    for attempt in changes():
        with pytest.raises(TypeError, match="append-only"), inside(app, alatau):
            attempt()
    with inside(app, alatau):
        assert "something.done" in set(db.session.scalars(select(AuditEntry.action)))


# --- types --------------------------------------------------------------------------------------------------

probe = Table(
    "probe_of_types",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("exact", Exact()),
    Column("moment", UtcDateTime()),
    Column("words", Localized()),
)


@pytest.fixture
def connection(context: None) -> Iterator[Connection]:
    with db.engine.begin() as connection:
        probe.create(connection)
    with db.engine.connect() as connection:
        yield connection
        connection.rollback()
    with db.engine.begin() as connection:
        probe.drop(connection)


def round_trip(connection: Connection, column: str, value: object) -> Any:
    key = connection.execute(insert(probe), {column: value}).inserted_primary_key[0]
    return connection.execute(select(probe.c[column]).where(probe.c.id == key)).scalar_one()


@pytest.mark.parametrize(
    "number", ["0", "0.1", "33.3333", "-0.0001", "100", "1E+2", "87.50", "12345678.1234", "0.3000"]
)
def test_a_decimal_comes_back_exactly(number: str, connection: Connection) -> None:
    kept = round_trip(connection, "exact", Decimal(number))
    assert isinstance(kept, Decimal)
    assert kept == Decimal(number)
    assert "E" not in str(kept)


def test_a_decimal_that_cannot_be_kept_exactly_is_refused_by_both_databases(connection: Connection) -> None:
    for number in ("0.00001", "123456789", "NaN", "Infinity"):
        with pytest.raises(StatementError, match="cannot be kept"):
            round_trip(connection, "exact", Decimal(number))


def test_a_moment_comes_back_in_utc_and_a_naive_one_is_refused(connection: Connection) -> None:
    almaty = timezone(timedelta(hours=5))
    moment = datetime(2026, 9, 1, 8, 30, 15, 250_000, tzinfo=almaty)
    kept = round_trip(connection, "moment", moment)
    assert kept == moment
    assert kept.tzinfo == UTC
    with pytest.raises(StatementError, match="time zone"):
        round_trip(connection, "moment", datetime(2026, 9, 1))  # noqa: DTZ001 - that is the point


def test_a_text_in_three_languages_comes_back_with_its_origin_and_its_stale_translations(
    connection: Connection,
) -> None:
    words = LocalizedText("Ақыл", "Разум", "", origin="ru", stale=("kk",))
    assert round_trip(connection, "words", words) == words


@pytest.mark.parametrize("column", ["exact", "moment", "words"])
def test_nothing_comes_back_as_nothing(column: str, connection: Connection) -> None:
    assert round_trip(connection, column, None) is None


# --- SQLite keeps its promises ------------------------------------------------------------------------------


def test_the_database_enforces_references_and_durability(context: None) -> None:
    if db.engine.dialect.name == "sqlite":
        with db.engine.connect() as connection:
            asked = {
                pragma: connection.execute(text(f"PRAGMA {pragma}")).scalar()
                for pragma in ("foreign_keys", "journal_mode", "synchronous")
            }
        assert asked == {"foreign_keys": 1, "journal_mode": "wal", "synchronous": 2}
    else:
        with db.engine.connect() as connection:
            assert connection.execute(text("SHOW session_replication_role")).scalar() == "origin"


def test_ids_grow_with_time_and_are_unlike_each_other() -> None:
    ids = [new_id() for _ in range(1000)]
    assert len(set(ids)) == 1000
    assert ids == sorted(ids)
    assert all(isinstance(one, UUID) for one in ids)
