"""Settings, read from the environment; production refuses to start on the secrets of the demonstration."""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).parent
DEMO_SECRET = "parasat-demo-secret-for-one-machine-only"  # noqa: S105 - refused in production below
SHORTEST_SECRET = 32


class ConfigurationError(RuntimeError):
    """A setting is missing or unsafe; the message names it."""


def home_of(name: str) -> Path:
    """A folder that stands beside the package in a checkout and inside it in an installed wheel."""
    inside = PACKAGE / name
    return inside if inside.is_dir() else PACKAGE.parent / name


TRANSLATIONS = home_of("translations")
MIGRATIONS = home_of("migrations")


def settings(overrides: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """All settings of an application: defaults, then `PARASAT_…` of the environment, then `overrides`.

    Raises `ConfigurationError` when the secret is missing, short or the demonstration's own outside of it.
    """
    chosen: dict[str, Any] = {
        "PARASAT_DATABASE_URL": "sqlite:///parasat.sqlite3",
        "PARASAT_SECRET_KEY": "",
        "PARASAT_FILES_URL": "parasat-files",
        "PARASAT_LARGEST_FILE_MB": 20,
        "PARASAT_DEMO": False,
        "PARASAT_SAFE_MODE": False,
        "PARASAT_LOG_LEVEL": "INFO",
        "PARASAT_TRUSTED_PROXIES": 0,
        "PARASAT_PUBLIC_URL": "",
        "PARASAT_JOBS": "thread",
    }
    for name in chosen:
        if name in os.environ:
            chosen[name] = os.environ[name]
    chosen.update(overrides or {})
    for flag in ("PARASAT_DEMO", "PARASAT_SAFE_MODE"):
        chosen[flag] = str(chosen[flag]).lower() in {"1", "true", "yes"}
    chosen["PARASAT_TRUSTED_PROXIES"] = int(chosen["PARASAT_TRUSTED_PROXIES"])
    _check_largest_file(chosen)
    _check_public_url(chosen)
    _check_secret(chosen)
    url = str(chosen["PARASAT_DATABASE_URL"])
    # SQLAlchemy's default driver for the bare scheme is the older psycopg2.
    url = url.replace("postgres://", "postgresql://", 1).replace("postgresql://", "postgresql+psycopg://", 1)
    return {
        "SQLALCHEMY_DATABASE_URI": url,
        "SQLALCHEMY_ENGINE_OPTIONS": {"pool_pre_ping": True},
        "SECRET_KEY": chosen["PARASAT_SECRET_KEY"],
        "SESSION_COOKIE_NAME": "parasat_session",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": not (chosen["PARASAT_DEMO"] or chosen.get("TESTING")),
        "WTF_CSRF_TIME_LIMIT": None,
        "MAX_CONTENT_LENGTH": 4 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "MAX_FORM_PARTS": 2000,
        **chosen,
    }


def _check_largest_file(chosen: dict[str, Any]) -> None:
    largest = str(chosen["PARASAT_LARGEST_FILE_MB"])
    if not re.fullmatch(r"[1-9][0-9]{0,2}", largest):
        raise ConfigurationError("PARASAT_LARGEST_FILE_MB must be a whole number from 1 to 999")
    chosen["PARASAT_LARGEST_FILE_MB"] = int(largest)


def _check_public_url(chosen: dict[str, Any]) -> None:
    """The address goes into signed documents: it must be whole, and is kept without a slash at its end."""
    address = str(chosen["PARASAT_PUBLIC_URL"]).rstrip("/")
    if address and not re.fullmatch(r"https?://[^\s/?#@]+(/[^\s?#]*)?", address):
        raise ConfigurationError(
            "PARASAT_PUBLIC_URL must begin with https:// and name the place where people come in"
        )
    if chosen["PARASAT_JOBS"] not in {"thread", "worker"}:
        raise ConfigurationError("PARASAT_JOBS must be thread or worker")
    chosen["PARASAT_PUBLIC_URL"] = address


def _check_secret(chosen: Mapping[str, Any]) -> None:
    secret = str(chosen["PARASAT_SECRET_KEY"])
    if chosen["PARASAT_DEMO"] or chosen.get("TESTING"):
        if not secret:
            raise ConfigurationError("PARASAT_SECRET_KEY is not set")
        return
    if secret == DEMO_SECRET:
        raise ConfigurationError("PARASAT_SECRET_KEY is the demonstration's: choose one of your own")
    if len(secret) < SHORTEST_SECRET:
        raise ConfigurationError(f"PARASAT_SECRET_KEY must have at least {SHORTEST_SECRET} characters")
