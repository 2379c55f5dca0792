"""Jobs: every part done exactly once, whoever dies meanwhile."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from parasat_lms.core import clock, jobs
from parasat_lms.core.audit import AuditEntry
from parasat_lms.core.db import db, school_scope
from parasat_lms.core.errors import Refused
from parasat_lms.core.jobs import Job, find_job, latest_job, start_job, waiting_jobs, work_jobs
from parasat_lms.core.plugins import PluginManifest
from parasat_lms.core.unit_of_work import unit_of_work
from tests.factories.schools import TwoSchools, stored, two_schools


@pytest.fixture
def schools(app: Flask) -> TwoSchools:
    return two_schools(app)


@contextmanager
def step(app: Flask, does: Any) -> Iterator[None]:
    """Within the block there is a plug-in whose job `count` is that function."""
    plugins = app.extensions["parasat_plugins"]
    plugins.register(
        PluginManifest(name="counter", title="Counter", version="1", scope="core", jobs={"count": does})
    )
    try:
        yield
    finally:
        del plugins.manifests["counter"]


def begin(app: Flask, school_id: UUID, total: int = 3, **arguments: Any) -> UUID:
    with app.app_context(), school_scope(school_id), unit_of_work():
        return start_job("counter:count", arguments, total).id


def work(app: Flask) -> int:
    with app.app_context():
        return work_jobs()


def one_more(_arguments: Mapping[str, Any], done: int) -> int:
    return done + 1


def job_of(app: Flask, schools: TwoSchools) -> Job:
    return stored(app, schools.here, Job)[0]


def test_a_job_is_done_step_by_step_in_its_own_school(app: Flask, schools: TwoSchools) -> None:
    seen: list[tuple[UUID, int, str]] = []

    def look(arguments: Mapping[str, Any], done: int) -> int:
        seen.append((db.session.scalars(select(Job.school_id)).one(), done, arguments["word"]))
        return done + 2

    with step(app, look):
        begin(app, schools.here.id, total=3, word="қазір")
        assert work(app) == 1
    assert seen == [(schools.here.id, 0, "қазір"), (schools.here.id, 2, "қазір")]
    job = job_of(app, schools)
    assert (job.state, job.done, job.total) == ("done", 3, 3)
    assert not stored(app, schools.there, Job)
    actions = {entry.action for entry in stored(app, schools.here, AuditEntry)}
    assert {"job.started", "job.done"} <= actions


def test_what_a_step_wrote_and_its_count_are_kept_together_or_not_at_all(
    app: Flask, schools: TwoSchools
) -> None:
    tries: list[int] = []

    def fail_once(_arguments: Mapping[str, Any], done: int) -> int:
        tries.append(done)
        db.session.add(AuditEntry(action=f"step.{done}", object_type="t", details={}, request_id=""))
        if len(tries) == 2:
            raise OSError("the disk is away")
        return done + 1

    with step(app, fail_once):
        begin(app, schools.here.id)
        work(app)
    assert tries == [0, 1, 1, 2]
    written = [e.action for e in stored(app, schools.here, AuditEntry, AuditEntry.object_type == "t")]
    assert sorted(written) == ["step.0", "step.1", "step.2"]
    assert job_of(app, schools).state == "done"


def test_a_rule_that_refuses_ends_the_job_and_is_told(app: Flask, schools: TwoSchools) -> None:
    def refuse(_arguments: Mapping[str, Any], done: int) -> int:
        raise Refused("Кілт жоқ")

    with step(app, refuse):
        begin(app, schools.here.id)
        work(app)
    job = job_of(app, schools)
    assert (job.state, job.error, job.done) == ("failed", "Кілт жоқ", 0)


def test_a_job_that_fails_always_is_given_up_and_one_that_stands_still_too(
    app: Flask, schools: TwoSchools
) -> None:
    calls: list[int] = []

    def stand_still(_arguments: Mapping[str, Any], done: int) -> int:
        calls.append(done)
        return done

    with step(app, stand_still):
        begin(app, schools.here.id)
        work(app)
    assert job_of(app, schools).state == "failed"
    assert len(calls) == jobs.ATTEMPTS


def test_a_job_whose_process_is_silent_is_taken_over_and_the_old_worker_changes_nothing(
    app: Flask, schools: TwoSchools
) -> None:
    with step(app, one_more):
        job_id = begin(app, schools.here.id)
        with app.app_context():
            assert jobs._claim("dead") == (schools.here.id, job_id)
            assert jobs._claim("other") is None, "somebody works on it"
            with clock.frozen_at(clock.now() + jobs.SILENCE + timedelta(seconds=1)):
                assert jobs._claim("heir") == (schools.here.id, job_id)
            with school_scope(schools.here.id):
                assert jobs._advance(job_id, "dead"), "the dead one has nothing to do any more"
                assert not jobs._advance(job_id, "heir")
    assert job_of(app, schools).done == 1


def test_nobody_starts_what_no_plugin_brings(app: Flask, schools: TwoSchools) -> None:
    with pytest.raises(LookupError), app.app_context(), school_scope(schools.here.id), unit_of_work():
        start_job("counter:count", {}, 1)


def test_a_school_finds_its_own_jobs_only(app: Flask, schools: TwoSchools) -> None:
    with step(app, one_more):
        job_id = begin(app, schools.here.id)
    with app.app_context(), school_scope(schools.here.id):
        assert find_job(job_id)
        assert latest_job("counter:count")
        assert waiting_jobs() == 1
    with app.app_context(), school_scope(schools.there.id):
        assert find_job(job_id) is None
        assert latest_job("counter:count") is None


SLOW = """
import json, sys, time
from parasat_lms.app import create_app
from parasat_lms.core.audit import AuditEntry
from parasat_lms.core.db import db
from parasat_lms.core.jobs import work_jobs
from parasat_lms.core.plugins import PluginManifest

def slow(arguments, done):
    db.session.add(AuditEntry(action=f"step.{done}", object_type="t", details={}, request_id=""))
    db.session.flush()
    print(done, flush=True)
    time.sleep(arguments["seconds"])
    return done + 1

app = create_app(json.loads(sys.argv[1]))
app.extensions["parasat_plugins"].register(
    PluginManifest(name="counter", title="Counter", version="1", scope="core", jobs={"count": slow})
)
with app.app_context():
    work_jobs()
"""


@pytest.mark.skipif(os.name == "nt", reason="kill -9 is of Unix")
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_after_kill_9_another_process_goes_on_where_the_first_stood(
    app: Flask, schools: TwoSchools, database: str
) -> None:
    with step(app, one_more):
        begin(app, schools.here.id, total=4, seconds=0.4)
    settings = {
        "PARASAT_DATABASE_URL": app.config["PARASAT_DATABASE_URL"],
        "PARASAT_SECRET_KEY": "0" * 40,
        "TESTING": True,
    }
    first = subprocess.Popen(
        [sys.executable, "-c", SLOW, json.dumps(settings)], stdout=subprocess.PIPE, text=True
    )
    assert first.stdout
    for _ in range(2):
        first.stdout.readline()
    time.sleep(0.1)  # in the middle of the second step
    first.send_signal(signal.SIGKILL)
    first.wait()
    first.stdout.close()
    with step(app, one_more), clock.frozen_at(clock.now() + jobs.SILENCE + timedelta(seconds=1)):
        assert work(app) == 1
    job = job_of(app, schools)
    assert (job.state, job.done) == ("done", 4)
    written = [e.action for e in stored(app, schools.here, AuditEntry, AuditEntry.object_type == "t")]
    assert written == ["step.0"], "the step that died left nothing; the others were done by the heir"
