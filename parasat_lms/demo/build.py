"""Build the demonstration: through the same operations as everybody else, with a clock that is set back.

All dates of the content belong to the week of `ANCHOR`; they are shifted by whole weeks, so that on whatever day the
demonstration is built, the works wait since last week.
"""

import hashlib
import shutil
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from flask_babel import force_locale

from parasat_lms.core import clock, migrate
from parasat_lms.core.db import db, learn_statistics, school_scope
from parasat_lms.core.plugins import manager
from parasat_lms.core.unit_of_work import unit_of_work
from parasat_lms.demo import words
from parasat_lms.demo.people import PASSWORD, SCHOOLS
from parasat_lms.demo.school import PROGRAMMES, Founder
from parasat_lms.features.people.operations import hashed, open_account
from parasat_lms.features.rubrics.operations import publish_framework
from parasat_lms.features.schools.operations import found_network, found_school

MADE_OF = {".toml", ".json", ".csv", ".py"}
ANCHOR = date(2026, 11, 23)
"""The Monday of the week in which the content is set."""


def weeks_since_anchor(today: date) -> timedelta:
    """By how much the content's dates are shifted: whole weeks, so that school days stay school days."""
    return timedelta(weeks=(today - ANCHOR).days // 7)


def fingerprint(today: date) -> str:
    """What a built demonstration is made of; another one is built when this changes."""
    digest = hashlib.sha256(str(weeks_since_anchor(today)).encode())
    for path in sorted(Path(__file__).parent.parent.parent.glob("migrations/versions/*.py")):
        digest.update(path.name.encode())
    for folder in (Path(__file__).parent, *_folders_of_plugins()):
        for path in sorted(folder.rglob("*")):
            if path.suffix in MADE_OF:
                digest.update(path.relative_to(folder).as_posix().encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()


def _folders_of_plugins() -> list[Path]:
    """Where the plug-ins lie whose content the demonstration shows: what they lay down is part of it."""
    installed = (manifest for manifest in manager().switchable if manifest.name in PROGRAMMES)
    modules = (sys.modules.get(manifest.name) for manifest in installed)
    return [Path(module.__file__).parent for module in modules if module and module.__file__]


def build_demo(file: Path) -> bool:
    """Build the demonstration in the SQLite `file` of the current application; `False` where it stood already."""
    stamp = file.with_suffix(".built")
    wanted = fingerprint(datetime.now(UTC).date())
    if file.exists() and stamp.exists() and stamp.read_text() == wanted:
        return False
    # Without the stamp a build was cut off half-way, or the content has changed: begin anew.
    stamp.unlink(missing_ok=True)
    db.engine.dispose()
    for suffix in ("", "-wal", "-shm"):
        Path(f"{file}{suffix}").unlink(missing_ok=True)
    shutil.rmtree(file.with_name("files"), ignore_errors=True)
    fill_database()
    stamp.write_text(wanted)
    return True


def fill_database() -> None:
    """Migrate the current application's database and found the network with its two schools."""
    migrate.upgrade()
    for manifest in manager().switchable:
        if manifest.migrations:
            migrate.upgrade(manifest)
    shift = weeks_since_anchor(datetime.now(UTC).date())
    # One hash for all: the demonstration's accounts share one password, and hashing is slow on purpose.
    password_hash = hashed(PASSWORD)
    beginning = datetime(2026, 8, 24, 9, tzinfo=UTC) + shift
    with clock.frozen_at(beginning), unit_of_work():
        network = found_network(words.NETWORK)
        publish_framework(network.id, words.FRAMEWORK, words.ATTRIBUTES, valid_from=date(2026, 1, 1))
        overseer = open_account("network", password_hash)
        network_id, overseer_id = network.id, overseer.id
        schools = {
            slug: found_school(
                network,
                slug,
                name=words.SCHOOL_NAMES[slug],
                place=words.PLACES[slug],
                language=words.LANGUAGES[slug],
            ).id
            for slug in SCHOOLS
        }
    for slug, school_id in schools.items():
        with school_scope(school_id), force_locale(words.LANGUAGES[slug]):
            Founder(slug, network_id, overseer_id, password_hash, shift).found()
    learn_statistics()
