"""`python -m benchmarks`: build the demonstration and two crowded schools, measure them, and check the bounds."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from flask import Flask
from sqlalchemy import inspect

from benchmarks import credentials, electives
from benchmarks.bounds import A_PANEL, CODE, CREDENTIALS, ELECTIVES, FONTS, OTHER_HOSTS, Verdict, verdicts
from benchmarks.browser import Browser
from benchmarks.crowd import found_crowd, own_plugins
from benchmarks.floors import Floors
from benchmarks.measure import Row, Stopwatch, most_of_a_panel
from benchmarks.pages import PAGES, Place, place_in
from benchmarks.weight import FirstVisit, first_visit
from parasat_lms import create_app
from parasat_lms.config import DEMO_SECRET
from parasat_lms.core import migrate
from parasat_lms.core.db import db, learn_statistics, school_scope
from parasat_lms.core.plugins import PluginManifest, manager
from parasat_lms.core.unit_of_work import unit_of_work
from parasat_lms.demo.build import fill_database
from parasat_lms.features.schools.operations import switch_plugin
from parasat_lms.features.schools.queries import all_schools

DEMO = "alatau"
FEW, MANY = 30, 1000


def arguments(given: Sequence[str] | None = None) -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the rows to this file")
    parser.add_argument(
        "--database", metavar="URL", help="an empty database; without it, a temporary SQLite file"
    )
    parser.add_argument("--quick", action="store_true", help="four assignments instead of twenty, fewer runs")
    parser.add_argument("--strict", action="store_true", help="fail where a bound does not hold")
    return parser.parse_args(given)


def build(app: Flask, assignments: int) -> list[Place]:
    """The demonstration, a small and a large crowd, in one database: schools that share tables, as in production."""
    with app.app_context():
        taken = [
            name for name in inspect(db.engine).get_table_names() if not name.startswith("alembic_version")
        ]
        if taken:
            raise SystemExit(f"the database is not empty: it has {len(taken)} tables")
        fill_database()
        _leave_guests_out()
    for students in (FEW, MANY):
        with app.app_context():
            found_crowd(f"crowd-{students}", students, assignments)
    with app.app_context():
        # PostgreSQL looks by itself, but not at once; SQLite is told when the LMS is started.
        if db.engine.dialect.name == "postgresql":
            with db.engine.begin() as connection:
                connection.exec_driver_sql("ANALYZE")
        learn_statistics()
    crowds = [place_in(app, f"crowd-{students}", _size(students, assignments)) for students in (FEW, MANY)]
    return [place_in(app, DEMO, "demo"), *crowds]


def _leave_guests_out() -> None:
    """The demonstration switches every installed plug-in on."""
    guests = [manifest for manifest in manager().switchable if manifest not in own_plugins()]
    for school in all_schools():
        with school_scope(school.id), unit_of_work():
            for manifest in guests:
                switch_plugin(manifest, enabled=False)


def _size(students: int, assignments: int) -> str:
    return f"{students}x{assignments}"


def clear(app: Flask) -> None:
    """Take down what was built, so that a database that was lent is empty again."""
    with app.app_context():
        db.session.remove()
        owners: list[PluginManifest | None] = [each for each in manager().switchable if each.migrations]
        for owner in (*owners, None):
            migrate.downgrade(owner)


def measure(app: Flask, floors: Floors, places: Sequence[Place], *, quick: bool) -> Iterator[Row]:
    """Every page in every school, then the weight of a first visit."""
    stopwatch = Stopwatch(app, floors, warm_up=2 if quick else 5, runs=9 if quick else 41)
    for place in places:
        browsers = {None: Browser(app), "teacher": Browser(app), "student": Browser(app)}
        browsers["teacher"].sign_in(place.slug, place.teacher)
        browsers["student"].sign_in(place.slug, place.student)
        for page in PAGES:
            yield stopwatch.measure(browsers[page.who], page, place)
    desk = Browser(app)
    desk.sign_in(DEMO, f"teacher.{DEMO}")
    work = places[0].works[0]
    yield from _weight("sign-in", first_visit(Browser(app), f"/{DEMO}/sign-in"))
    yield from _weight("marking desk", first_visit(desk, f"/{DEMO}/marking/{work}"))
    yield from _panels(app)
    yield Row(CREDENTIALS, str(credentials.STUDENTS), p50_ms=credentials.measured() * 1000)
    yield Row(ELECTIVES, electives.SIZE, p50_ms=electives.measured() * 1000)


def _panels(app: Flask) -> Iterator[Row]:
    """The home page of the demonstration, where every plug-in of ours is on and has something to show."""
    for role in ("student", "parent", "teacher", "mentor"):
        browser = Browser(app)
        browser.sign_in(DEMO, f"{role}.{DEMO}")
        yield Row(A_PANEL, role, statements=most_of_a_panel(app, browser, f"/{DEMO}/home"))


def _weight(size: str, visit: FirstVisit) -> Iterator[Row]:
    everything = len(visit.page.sent) + visit.code_and_icons + visit.fonts
    yield Row(CODE, size, gzip_bytes=visit.code_and_icons)
    yield Row(FONTS, size, gzip_bytes=visit.fonts)
    yield Row("first visit: everything", size, gzip_bytes=everything, requests=visit.requests)
    yield Row(OTHER_HOSTS, size, requests=len(visit.other_hosts))


def table(rows: Sequence[Row]) -> str:
    """The rows as text, one line each."""
    names = [field.name for field in fields(Row)]
    cells = [names, *([_cell(value) for value in asdict(row).values()] for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(names))]
    return "\n".join(
        "  ".join(
            text.ljust(width) if column < 2 else text.rjust(width)
            for column, (text, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in cells
    )


def _cell(value: object) -> str:
    if value is None:
        return ""
    return f"{value:.2f}" if isinstance(value, float) else str(value)


def main() -> int:
    """Build, measure, print, judge."""
    asked = arguments()
    assignments = 4 if asked.quick else 20
    with TemporaryDirectory(prefix="parasat-benchmarks-") as folder:
        app = create_app(
            {
                "PARASAT_DATABASE_URL": asked.database or f"sqlite:///{folder}/benchmarks.sqlite3",
                "PARASAT_SECRET_KEY": DEMO_SECRET,
                "PARASAT_DEMO": True,
                "PARASAT_LOG_LEVEL": "WARNING",
            }
        )
        floors = Floors(app, PAGES)
        begun = perf_counter()
        places = build(app, assignments)
        print(f"built in {perf_counter() - begun:.0f} s", file=sys.stderr)
        try:
            rows = list(measure(app, floors, places, quick=asked.quick))
        finally:
            if asked.database:
                clear(app)
            with app.app_context():
                db.engine.dispose()
    print(table(rows))
    if hasattr(os, "getloadavg") and os.getloadavg()[0] > (os.cpu_count() or 1):
        print(
            f"\nload {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores: others were at work, times and ratios are high"
        )
    if asked.json:
        written = json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=1)
        asked.json.write_text(written + "\n", encoding="utf-8")
    print()
    found = list(verdicts(rows, (_size(FEW, assignments), _size(MANY, assignments))))
    for verdict in found:
        print(_line(verdict))
    broken = sum(not verdict.holds for verdict in found)
    print(f"\n{len(found) - broken} of {len(found)} bounds hold")
    return 1 if broken and asked.strict else 0


def _line(verdict: Verdict) -> str:
    return f"{'PASS' if verdict.holds else 'FAIL'}  {verdict.says}"


if __name__ == "__main__":
    sys.exit(main())
