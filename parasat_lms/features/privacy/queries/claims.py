"""The claims of the manifests, and how they lead from a table to a person.

The tables of all plug-ins are meant, also of those that the school has switched off: their rows are still there.
"""

from dataclasses import dataclass
from typing import cast
from uuid import UUID

from sqlalchemy import ColumnElement, Table, and_, false, func, inspect, or_, select, true

from parasat_lms.core.db import AppendOnly, Base, current_school_id, db
from parasat_lms.core.plugins import PersonalData, PluginManifest, manager
from parasat_lms.features.people.models import Person

PERSON, ACCOUNT = "person", "account"


@dataclass(frozen=True, slots=True)
class Claim:
    """What one manifest says about one kind of people in one table."""

    owner: PluginManifest
    data: PersonalData
    table: Table

    @property
    def append_only(self) -> bool:
        """Whether the table is a ledger, in which nothing is changed."""
        return self.data.table in {
            cast(Table, mapper.local_table).name
            for mapper in Base.registry.mappers
            if issubclass(mapper.class_, AppendOnly)
        }

    @property
    def withheld(self) -> frozenset[str]:
        """Columns that are not this person's to read: secrets, and texts that another claim of the table names."""
        others = {
            name
            for other in all_claims()
            if other.table is self.table
            for name in other.data.free_text
            if name not in self.data.free_text
        }
        return frozenset(others | {column.name for column in self.table.columns if column.info.get("secret")})


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose data is asked for. `shared` says that the account is also a person of another school."""

    person_id: UUID
    account_id: UUID | None
    shared: bool = False


def all_claims() -> list[Claim]:
    """The claims of the core and of every plug-in that is loaded, in the order of their manifests."""
    tables = Base.metadata.tables
    return [
        Claim(manifest, data, tables[data.table])
        for manifest in manager().manifests.values()
        for data in manifest.personal_data
    ]


def subject_of(person_id: UUID) -> Subject | None:
    """The person of the current school, with the account and whether another school knows it, too."""
    person = db.session.scalar(select(Person).where(Person.id == person_id))
    if person is None:
        return None
    schools = db.session.scalar(
        select(func.count(Person.id))
        # Whoever has no account shares none.
        .where(Person.account_id.is_not(None), Person.account_id == person.account_id)
        .execution_options(cross_school=True)
    )
    return Subject(person.id, person.account_id, shared=(schools or 0) > 1)


def belongs(claim: Claim, subject: Subject) -> ColumnElement[bool]:
    """Which rows of the claimed table are about this person."""
    paths = [_leads_to(claim.table, path, subject) for path in claim.data.person_columns]
    return and_(in_school(claim.table), or_(false(), *paths))


def in_school(table: Table) -> ColumnElement[bool]:
    """Rows of the current school: statements on bare tables are not narrowed by themselves."""
    return table.c.school_id == current_school_id() if "school_id" in table.c else true()


def key_of(table: Table, column: str, subject: Subject) -> UUID | None:
    """What this column holds where it means the subject: the person's id, or the account's.

    An account that another school knows, too, is not this school's to dispose of.
    """
    referred = referred_table(table, column)
    means_account = ACCOUNT in (
        referred.name if referred is not None else None,
        table.name if column == "id" else None,
    )
    if not (means_account or column == "account_id"):
        return subject.person_id
    return None if subject.shared and "school_id" not in table.c else subject.account_id


def referred_table(table: Table, column: str) -> Table | None:
    """The table that the column leads to, if it leads anywhere."""
    for constraint in table.foreign_key_constraints:
        if column in constraint.columns and column != "school_id":
            return constraint.referred_table
    return None


def _leads_to(table: Table, path: str, subject: Subject) -> ColumnElement[bool]:
    column, _, rest = path.partition(".")
    if not rest:
        key = key_of(table, column, subject)
        return table.c[column] == key if key is not None else false()
    parent = referred_table(table, column)
    if parent is None:
        raise LookupError(f"{table.name}.{column} leads to no table")
    return table.c[column].in_(select(parent.c.id).where(in_school(parent), _leads_to(parent, rest, subject)))


def unclaimed_columns() -> list[str]:
    """`table.column` of everything that refers to a person or an account while no manifest claims it."""
    claimed = {(claim.data.table, path) for claim in all_claims() for path in claim.data.person_columns}
    return sorted(
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if (referred := referred_table(table, column.name)) is not None
        and referred.name in (PERSON, ACCOUNT)
        and (table.name, column.name) not in claimed
    )


def unknown_tables() -> list[str]:
    """Tables of plug-ins that are not loaded: nobody can say what they hold about whom."""
    present = inspect(db.session.connection()).get_table_names()
    return sorted(name for name in present if name.startswith("plugin_") and name not in Base.metadata.tables)
