"""The command `parasat`: demonstration, server, database, plug-ins, health."""

import json
import os
import time
from pathlib import Path
from typing import IO, Any, TextIO

import click
from flask import Flask
from flask.cli import AppGroup, FlaskGroup
from sqlalchemy import select, text
from werkzeug.serving import make_server

from parasat_lms.app import VERSION, create_app
from parasat_lms.config import DEMO_SECRET, ConfigurationError
from parasat_lms.core import clock, migrate
from parasat_lms.core.db import db, learn_statistics, school_scope
from parasat_lms.core.files import sweep
from parasat_lms.core.jobs import work_jobs
from parasat_lms.core.plugins import PluginManifest, manager
from parasat_lms.core.plugins.contract import SCHOOL
from parasat_lms.core.unit_of_work import unit_of_work
from parasat_lms.demo.build import build_demo
from parasat_lms.demo.people import PASSWORD, demo_accounts
from parasat_lms.features.people.models import Person
from parasat_lms.features.people.operations import normalised_login
from parasat_lms.features.privacy.operations import apply_retention, erase_subject, hand_out, pack
from parasat_lms.features.privacy.queries import (
    consequences,
    files_of_person,
    person_by_login,
    subject_of,
    unclaimed_columns,
)
from parasat_lms.features.schools.models import School
from parasat_lms.features.schools.operations import switch_plugin
from parasat_lms.features.schools.queries import all_schools
from parasat_lms.plugin_kit import BadName, Names, check, write

try:
    from gunicorn.app.base import BaseApplication
except ImportError:  # gunicorn needs a Unix system
    BaseApplication = None

LOOPBACK = "127.0.0.1"
OF_NO_SCHOOL = {"PARASAT_DATABASE_URL": "sqlite://", "PARASAT_SECRET_KEY": DEMO_SECRET, "PARASAT_DEMO": True}
"""Settings of an application that is only asked what it has: no school, no database."""
BEHIND = "migrations are missing, run `parasat db upgrade`"
AHEAD = "the database was brought further by a later version than the one installed: install that one again"


class _Gunicorn(BaseApplication or object):  # type: ignore[misc]
    """gunicorn around an application that is there already."""

    def __init__(self, app: Flask, options: dict[str, object]) -> None:
        self.app, self.options = app, options
        super().__init__()

    def load_config(self) -> None:
        """Take the options over."""
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """The application to serve."""
        return self.app


def _application() -> Flask:
    try:
        return create_app()
    except ConfigurationError as error:
        raise click.ClickException(str(error)) from error


parasat = FlaskGroup(
    name="parasat",
    create_app=_application,
    add_default_commands=False,
    add_version_option=False,
    help=__doc__,
)
files = AppGroup("files", help="Look after the files that people handed over.")
database = AppGroup("db", help="Bring the database up, down, or write a migration.")
plugin = AppGroup("plugin", help="Begin a plug-in, list them, switch them on or off for a school.")
jobs = AppGroup("jobs", help="Work that takes longer than somebody waits for a page.")
person = AppGroup("person", help="Hand out or erase what a school holds of a person.")
retention = AppGroup("retention", help="Remove what is past its time.")
parasat.add_command(database)
parasat.add_command(jobs)
parasat.add_command(files)
parasat.add_command(plugin)
parasat.add_command(person)
parasat.add_command(retention)


def _serve(app: Flask, address: str, workers: int) -> None:
    """Serve until interrupted: gunicorn, or where it does not run the threaded server of Werkzeug."""
    host, port = address.rsplit(":", 1)
    with app.app_context():
        learn_statistics()
        # A connection must not be inherited by the processes to come.
        db.engine.dispose()
    if BaseApplication is None:
        make_server(host, int(port), app, threaded=True).serve_forever()
        return
    _Gunicorn(
        app, {"bind": address, "workers": workers, "threads": 2, "accesslog": None, "loglevel": "warning"}
    ).run()


def _chosen(name: str | None) -> PluginManifest | None:
    if name is None:
        return None
    found = manager().manifests.get(name)
    if found is None or found.scope != "school":
        raise click.BadParameter(f"no plug-in {name!r} is installed")
    return found


def _with_migrations() -> list[PluginManifest]:
    return [manifest for manifest in manager().switchable if manifest.migrations]


@database.command("upgrade")
@click.option("--plugin", "name", help="Only this plug-in.")
def upgrade_database(name: str | None) -> None:
    """Bring the tables of the core and of every plug-in up to date."""
    if name:
        chosen = _chosen(name)
        if chosen and not _upgraded(chosen):
            raise SystemExit(1)
        return
    migrate.upgrade()
    failed = [owner.name for owner in _with_migrations() if not _upgraded(owner)]
    if failed:
        raise click.ClickException(f"not upgraded: {', '.join(failed)}; everything else was")


def _upgraded(owner: PluginManifest) -> bool:
    """Bring one plug-in's tables up to date; what goes wrong there stops neither the core nor the other plug-ins."""
    try:
        if migrate.state(owner) is migrate.State.AHEAD:
            raise LookupError(AHEAD)
        migrate.upgrade(owner)
    except Exception as error:  # its migrations are foreign code
        click.echo(f"{owner.name}: {error}", err=True)
        return False
    return True


@database.command("downgrade")
@click.option("--plugin", "name", help="A plug-in instead of the core.")
@click.argument("revision", default="base")
@click.confirmation_option(prompt="This deletes tables with their rows. Go on?")
def downgrade_database(name: str | None, revision: str) -> None:
    """Take the tables of the core or of one plug-in down to a revision."""
    migrate.downgrade(_chosen(name), revision)


@database.command("revision")
@click.option("--plugin", "name", help="For a plug-in.")
@click.argument("message")
def write_revision(name: str | None, message: str) -> None:
    """Write a migration that leads from the database to the models; MESSAGE is its telling name."""
    migrate.write_revision(message, _chosen(name))


@files.command("sweep")
def sweep_files() -> None:
    """Remove bytes that no row speaks of and that are older than a day; a killed process may leave some."""
    click.echo(f"removed from storage: {sweep()}")


@plugin.command("new", with_appcontext=False)
@click.argument("name")
@click.option(
    "--into",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("plugins"),
    show_default=True,
    help="The folder in which its own folder is made.",
)
@click.option("--title", help="Its title in English; without one, the name.")
@click.option("--title-kk", help="Its title in Kazakh.")
@click.option("--title-ru", help="Its title in Russian.")
def new_plugin(name: str, into: Path, title: str | None, title_kk: str | None, title_ru: str | None) -> None:
    """Write a small plug-in that works, NAME being one word such as chess or chess_club."""
    title = title or name.replace("_", " ").capitalize()
    names = Names(name, title, title_kk or title, title_ru or title)
    app = create_app(OF_NO_SCHOOL)
    known = app.extensions["parasat_plugins"]
    addresses = {rule.rule.split("/")[2] for rule in app.url_map.iter_rules() if rule.rule.startswith(SCHOOL)}
    try:
        check(names, {*known.manifests, *known.rejected}, addresses)
        folder = write(names, into, VERSION, clock.now())
    except BadName as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{folder} is a plug-in that works. What to do next:")
    for line in (
        f"pip install -e {folder}",
        f"pytest {folder}",
        f"parasat db upgrade --plugin {names.package}",
        f"parasat plugin enable {names.package} --school SLUG",
    ):
        click.echo(f"  {line}")


@plugin.command("list")
def list_plugins() -> None:
    """Every installed plug-in, and those that were refused with the reason."""
    for manifest in manager().switchable:
        click.echo(f"{manifest.name} {manifest.version}")
    for name, reason in manager().rejected.items():
        click.echo(f"{name} was not loaded: {reason}")


def _school(slug: str) -> School:
    school = db.session.scalars(select(School).where(School.slug == slug)).one_or_none()
    if school is None:
        raise click.BadParameter(f"no school {slug!r}")
    return school


def _switch(name: str, slug: str, *, enabled: bool) -> None:
    chosen = _chosen(name)
    school = _school(slug)
    if chosen:
        with school_scope(school.id), unit_of_work():
            switch_plugin(chosen, enabled=enabled)


@plugin.command("enable")
@click.argument("name")
@click.option("--school", "slug", required=True)
def enable_plugin(name: str, slug: str) -> None:
    """Switch a plug-in on for a school."""
    _switch(name, slug, enabled=True)


@plugin.command("disable")
@click.argument("name")
@click.option("--school", "slug", required=True)
def disable_plugin(name: str, slug: str) -> None:
    """Switch a plug-in off for a school; nothing that it stores is deleted."""
    _switch(name, slug, enabled=False)


@jobs.command("work")
@click.option("--once", is_flag=True, help="Stop when nothing is left to do.")
@click.option("--pause", default=2.0, show_default=True, help="Seconds between two looks for work.")
def work(once: bool, pause: float) -> None:
    """Work on the jobs of all schools; several of these may run, on several machines."""
    while True:
        ended = work_jobs()
        if ended:
            click.echo(f"{ended} jobs came to an end")
        if once:
            return
        time.sleep(pause)


def _person(login: str) -> Person:
    found = person_by_login(normalised_login(login))
    if found is None:
        raise click.BadParameter(f"nobody signs in as {login!r} there")
    return found


@person.command("export")
@click.argument("login")
@click.option("--school", "slug", required=True)
@click.option("--out", type=click.File("w", encoding="utf-8"), default="-", help="Not the screen, a file.")
@click.option("--archive", type=click.File("wb"), help="A zip file, with the person's files as well.")
def export_person(login: str, slug: str, out: TextIO, archive: IO[bytes] | None) -> None:
    """Everything that the school holds of whoever signs in as LOGIN, as JSON; other people only as ids."""
    with school_scope(_school(slug).id), unit_of_work():
        held = hand_out(person_id := _person(login).id)
        if archive:
            pack(held, files_of_person(person_id), archive)
            return
        out.write(f"{json.dumps(held, ensure_ascii=False, indent=2)}\n")


@person.command("erase")
@click.argument("login")
@click.option("--school", "slug", required=True)
@click.option("--yes", is_flag=True, help="Do not ask.")
def erase_person(login: str, slug: str, yes: bool) -> None:
    """Erase whoever signs in as LOGIN; what others depend on stays without a name."""
    with school_scope(_school(slug).id), unit_of_work():
        found = _person(login)
        subject = subject_of(found.id)
        for one in consequences(subject) if subject else ():
            click.echo(f"{one.outcome:<10}{one.rows:>6}  {one.claim.data.table}")
        if (
            not yes
            and click.prompt(f"This cannot be undone. Type the name {found.full_name!r}") != found.full_name
        ):
            raise click.ClickException("another name: nothing was erased")
        erase_subject(found.id)
    click.echo("erased")


@retention.command("run")
@click.option("--school", "slug", help="One school only.")
def run_retention(slug: str | None) -> None:
    """Remove or anonymise what is older than its claim allows; for a timer, once a day."""
    for school in [_school(slug)] if slug else all_schools():
        with school_scope(school.id), unit_of_work():
            done = apply_retention(clock.local_date(clock.now(), school.timezone))
        for table, rows in done.items():
            click.echo(f"{school.slug}: {rows} rows of {table}")


def _problem(owner: PluginManifest | None) -> str | None:
    try:
        state = migrate.state(owner)
    except Exception as error:
        if owner is None:
            raise
        return str(error)  # two migrations that both want to be the last, or a script that cannot be read
    return {migrate.State.BEHIND: BEHIND, migrate.State.AHEAD: AHEAD}.get(state)


@parasat.command("doctor")
def doctor() -> None:
    """Say whether the database answers, is migrated, and which plug-ins were refused."""
    db.session.execute(text("SELECT 1"))
    db.session.remove()
    click.echo(f"database: {db.engine.dialect.name} answers")
    problems = []
    for owner in (None, *_with_migrations()):
        problem = _problem(owner)
        if problem:
            problems.append(f"{owner.name if owner else 'core'}: {problem}")
    problems += [f"{name}: {reason}" for name, reason in manager().rejected.items()]
    problems += [
        f"{place}: refers to a person, and no personal_data of a manifest claims it"
        for place in unclaimed_columns()
    ]
    for problem in problems:
        click.echo(problem)
    if problems:
        raise SystemExit(1)
    click.echo("everything is in order")


@parasat.command("serve")
@click.option("--host", default=LOOPBACK, show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=os.cpu_count() or 1, show_default=True)
def serve(host: str, port: int, workers: int) -> None:
    """Serve the LMS with gunicorn: processes as many as cores, two threads each."""
    _serve(_application(), f"{host}:{port}", workers)


@click.command("demo")
@click.option("--port", default=8000, show_default=True)
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("parasat-demo"),
    show_default=True,
)
@click.option("--build-only", is_flag=True, help="Build the schools and do not serve them.")
def demo(port: int, data: Path, build_only: bool) -> None:
    """Build the demonstration network in a SQLite file of its own, and serve it on this machine."""
    data.mkdir(parents=True, exist_ok=True)
    file = data.resolve() / "demo.sqlite3"
    settings = {
        "PARASAT_DATABASE_URL": f"sqlite:///{file}",
        "PARASAT_FILES_URL": str(data.resolve() / "files"),
        "PARASAT_SECRET_KEY": DEMO_SECRET,
        "PARASAT_DEMO": True,
        "PARASAT_PUBLIC_URL": f"http://{LOOPBACK}:{port}",
        "PARASAT_LOG_LEVEL": "WARNING",
    }
    app = create_app(settings)
    with app.app_context():
        build_demo(file)
    click.echo(f"Parasat LMS: http://{LOOPBACK}:{port}/")
    click.echo(f"password of every account: {PASSWORD}")
    for login, role in demo_accounts():
        click.echo(f"  {login:<24}{role}")
    if not build_only:
        _serve(app, f"{LOOPBACK}:{port}", workers=1)


parasat.add_command(demo)


def main() -> Any:
    """The console script."""
    return parasat.main()


if __name__ == "__main__":
    main()
