"""What the tests themselves stand on."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, text

from tests.support.databases import KINDS
from tests.support.network import ForeignHost


def test_a_test_reaches_no_other_host() -> None:
    with pytest.raises(ForeignHost):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
    with pytest.raises(ForeignHost):
        socket.getaddrinfo("example.org", 80)


@pytest.mark.parametrize("kind", KINDS)
def test_each_test_finds_the_schema_without_what_another_test_wrote(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    stock = request.getfixturevalue("sqlite_stock" if kind == "sqlite" else "postgres_stock")
    for _test in ("one test", "and the next"):
        engine = create_engine(stock.fresh(tmp_path))
        with engine.begin() as connection:
            assert "school" in inspect(connection).get_table_names()
            assert connection.execute(text("SELECT count(*) FROM network")).scalar() == 0
            row = {"id": "0" * 32, "name": "{}"}
            connection.execute(text("INSERT INTO network (id, name) VALUES (:id, :name)"), row)
        engine.dispose()
