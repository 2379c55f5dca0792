"""Jobs: work that takes longer than somebody waits for a page, done in steps that each happen exactly once.

A step and the count of what is done are written in one transaction. So a process may die at any moment: whoever goes
on begins at the count, and what was done is neither lost nor done again. A small school's jobs are done by a thread of
the web process, which runs only while there is something to do; a larger one starts `parasat jobs work`.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from threading import Lock, Thread
from typing import Any
from uuid import UUID, uuid4

from flask import Flask, current_app, g, has_request_context
from sqlalchemy import CheckConstraint, Index, String, func, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from parasat_lms.core import audit, clock
from parasat_lms.core.db import CROSS_SCHOOL, Model, SchoolOwned, announce_writing, db, find, school_scope
from parasat_lms.core.errors import ParasatError
from parasat_lms.core.plugins import manager
from parasat_lms.core.unit_of_work import unit_of_work

Step = Callable[[Mapping[str, Any], int], int]
"""Does the next part of a job, given its arguments and how much is done; answers how much is done now."""

SILENCE = timedelta(seconds=60)
"""A running job that has not been heard of for so long has lost its process: somebody else goes on with it."""
ATTEMPTS = 5
"""So many processes may die or fail over a job before it is given up."""
THREAD, WORKER = "thread", "worker"


class Job(SchoolOwned, Model):
    """One job of a school: `kind` is `<plug-in>:<name in its manifest>`, `done` of `total` parts are finished."""

    __tablename__ = "job"
    __table_args__ = (
        CheckConstraint("state IN ('queued', 'running', 'done', 'failed')", name="state"),
        CheckConstraint("0 <= done AND done <= total", name="done_of_total"),
        Index("ix_job_state", "state", "made_at"),
        Index("ix_job_kind", "school_id", "kind", "made_at"),
    )

    kind: Mapped[str] = mapped_column(String(120))
    arguments: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(String(10), default="queued")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int]
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(String(300), default="")
    worker: Mapped[str] = mapped_column(String(36), default="")
    account_id: Mapped[UUID | None]
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    beat_at: Mapped[datetime] = mapped_column(default=clock.now)
    finished_at: Mapped[datetime | None]

    @property
    def finished(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in {"done", "failed"}


def start_job(kind: str, arguments: Mapping[str, Any], total: int) -> Job:
    """A new job of the current school, begun as soon as this transaction is committed; `total` is above 0.

    Raises `LookupError` for a kind that no manifest names.
    """
    _step(kind)
    actor = g.get("actor") if has_request_context() else None
    job = Job(
        kind=kind, arguments=dict(arguments), total=total, account_id=actor.account_id if actor else None
    )
    db.session.add(job)
    db.session.flush()
    audit.record("job.started", "job", job.id, kind=kind, total=total)
    if has_request_context():
        g.job_started = True
    return job


def find_job(job_id: UUID) -> Job | None:
    """The current school's job of that id; looking at an unfinished one also makes sure that somebody works on it."""
    job = find(Job, job_id)
    if job and not job.finished and has_request_context():
        g.job_started = True
    return job


def latest_job(kind: str) -> Job | None:
    """The current school's latest job of a kind."""
    return db.session.scalars(
        select(Job).where(Job.kind == kind).order_by(Job.made_at.desc(), Job.id.desc()).limit(1)
    ).one_or_none()


def work_jobs() -> int:
    """Work until nothing is left to do, in all schools; answers how many jobs came to an end."""
    worker, ended = str(uuid4()), 0
    announce_writing(True)
    while claimed := _claim(worker):
        with school_scope(claimed[0]):
            while not _advance(claimed[1], worker):
                pass
        ended += 1
    db.session.remove()
    return ended


def _claim(worker: str) -> tuple[UUID, UUID] | None:
    """Take the oldest job that nobody works on; two workers never get the same."""
    silent = (Job.state == "running") & (Job.beat_at < clock.now() - SILENCE)
    with unit_of_work():
        job = db.session.scalars(
            select(Job)
            .where(or_(Job.state == "queued", silent))
            .order_by(Job.made_at, Job.id)
            .limit(1)
            .with_for_update(skip_locked=True)
            .execution_options(**{CROSS_SCHOOL: True}, populate_existing=True)
        ).one_or_none()
        if job is None:
            return None
        job.attempts += 1
        job.beat_at = clock.now()
        job.worker = worker
        job.state = "running"
        if job.attempts > ATTEMPTS:
            _finish(job, "failed", job.error or "given up")
        return job.school_id, job.id


def _advance(job_id: UUID, worker: str) -> bool:
    """Do one step; `True` when there is nothing more for this worker to do on the job."""
    try:
        with unit_of_work():
            job = _held(job_id, worker)
            if job is None:
                return True
            before = job.done
            job.done = min(_step(job.kind)(job.arguments, before), job.total)
            job.beat_at = clock.now()
            if job.done <= before:
                raise RuntimeError("a step did nothing")
            if job.done == job.total:
                _finish(job, "done")
            return job.finished
    except Exception as error:
        current_app.logger.exception("a job failed", extra={"job": str(job_id)})
        return _fail(job_id, worker, error)


def _held(job_id: UUID, worker: str) -> Job | None:
    """The job, locked, if it is still this worker's: a process that was silent too long may have lost it."""
    query = select(Job).where(Job.id == job_id, Job.worker == worker, Job.state == "running")
    return db.session.scalars(query.with_for_update().execution_options(populate_existing=True)).one_or_none()


def _fail(job_id: UUID, worker: str, error: Exception) -> bool:
    """Give the job up where a rule refuses it; else leave it to be tried again."""
    with unit_of_work():
        job = _held(job_id, worker)
        if job is None:
            return True
        job.error = (str(error) if isinstance(error, ParasatError) else type(error).__name__)[:300]
        if isinstance(error, ParasatError) or job.attempts >= ATTEMPTS:
            _finish(job, "failed", job.error)
        else:
            job.state = "queued"
    return True


def _finish(job: Job, state: str, error: str = "") -> None:
    job.state, job.error, job.finished_at = state, error, clock.now()
    audit.record(f"job.{state}", "job", job.id, kind=job.kind, done=job.done)


def _step(kind: str) -> Step:
    plugin, _, name = kind.partition(":")
    manifest = manager().manifests.get(plugin)
    if manifest is None or name not in manifest.jobs:
        raise LookupError(f"no plug-in brings the job {kind}")
    return manifest.jobs[name]


def waiting_jobs() -> int:
    """How many jobs of the installation are not finished."""
    query = select(func.count(Job.id)).where(Job.state.in_(("queued", "running")))
    return db.session.scalar(query.execution_options(**{CROSS_SCHOOL: True})) or 0


class _Workshop:
    """The thread of a web process that works while there is work; it never runs twice at once."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._lock = Lock()
        self._wanted = False
        self._thread: Thread | None = None

    def nudge(self) -> None:
        """Make sure that somebody looks for work after this moment."""
        with self._lock:
            self._wanted = True
            if self._thread is None:
                self._thread = Thread(target=self._run, name="parasat-jobs", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while True:
            with self._lock:
                if not self._wanted:
                    self._thread = None
                    return
                self._wanted = False
            try:
                with self._app.app_context():
                    work_jobs()
            except Exception:
                self._app.logger.exception("the thread for jobs stumbled")


def init_app(app: Flask) -> None:
    """Let the web process work on jobs, where the settings do not leave them to `parasat jobs work`."""
    if app.config["PARASAT_JOBS"] != THREAD or app.testing:
        return
    workshop = _Workshop(app)
    fresh = [True]

    def look(_error: BaseException | None) -> None:
        """After an answer has left: what it began, and once a process what an earlier one left behind."""
        if g.get("job_started") or (fresh and fresh.pop()):
            workshop.nudge()

    app.teardown_request(look)
