"""Structured logs: one JSON line an event, with the request and the school, without names and texts of people."""

import logging
import sys

import structlog
from flask import Flask, g, has_request_context
from structlog.typing import EventDict, Processor, WrappedLogger


def _add_request(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    if has_request_context():
        event["request_id"] = g.get("request_id")
        school = g.get("school")
        event["school"] = school.slug if school else None
    return event


def init_app(app: Flask) -> None:
    """Send the log to standard error as JSON lines; under test it stays with the test runner."""
    if app.testing:
        return
    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _add_request,
    ]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    app.logger.handlers = [handler]
    app.logger.setLevel(app.config["PARASAT_LOG_LEVEL"])
    app.logger.propagate = False
