"""Settings: production refuses to start on a secret that others know or could guess."""

from __future__ import annotations

import pytest

from parasat_lms import create_app
from parasat_lms.config import DEMO_SECRET, SHORTEST_SECRET, ConfigurationError, settings

GOOD = "k" * SHORTEST_SECRET


@pytest.fixture(autouse=True)
def empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in settings({"PARASAT_SECRET_KEY": GOOD}):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("secret", "reason"),
    [
        ("", "at least 32 characters"),
        ("short", "at least 32 characters"),
        ("k" * (SHORTEST_SECRET - 1), "at least 32 characters"),
        (DEMO_SECRET, "the demonstration's"),
    ],
)
def test_production_does_not_start_on_a_secret_that_is_none(secret: str, reason: str) -> None:
    with pytest.raises(ConfigurationError, match=f"PARASAT_SECRET_KEY.*{reason}") as refused:
        create_app({"PARASAT_SECRET_KEY": secret, "PARASAT_DATABASE_URL": "sqlite://"})
    assert not secret or secret not in str(refused.value)


@pytest.mark.parametrize("flag", ["PARASAT_DEMO", "TESTING"])
def test_the_demonstration_and_the_tests_still_need_some_secret(flag: str) -> None:
    with pytest.raises(ConfigurationError, match="PARASAT_SECRET_KEY is not set"):
        settings({flag: True})
    assert settings({flag: True, "PARASAT_SECRET_KEY": DEMO_SECRET})["SECRET_KEY"] == DEMO_SECRET


def test_the_secret_of_the_environment_is_checked_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARASAT_SECRET_KEY", DEMO_SECRET)
    with pytest.raises(ConfigurationError):
        settings()
    monkeypatch.setenv("PARASAT_SECRET_KEY", GOOD)
    assert settings()["SECRET_KEY"] == GOOD
    assert settings({"PARASAT_SECRET_KEY": "K" * SHORTEST_SECRET})["SECRET_KEY"] == "K" * SHORTEST_SECRET


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("1", True),
        ("true", True),
        ("YES", True),
        ("0", False),
        ("false", False),
        ("", False),
        ("maybe", False),
    ],
)
def test_a_flag_of_the_environment_is_a_word(
    written: str, meant: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PARASAT_SECRET_KEY", GOOD)
    monkeypatch.setenv("PARASAT_SAFE_MODE", written)
    assert settings()["PARASAT_SAFE_MODE"] is meant


@pytest.mark.parametrize(
    ("written", "used"),
    [
        ("postgres://u:p@db/parasat", "postgresql+psycopg://u:p@db/parasat"),
        ("postgresql://u:p@db/parasat", "postgresql+psycopg://u:p@db/parasat"),
        ("postgresql+psycopg://u:p@db/parasat", "postgresql+psycopg://u:p@db/parasat"),
        ("sqlite:///school.sqlite3", "sqlite:///school.sqlite3"),
    ],
)
def test_postgresql_is_spoken_to_by_the_driver_that_is_installed(written: str, used: str) -> None:
    chosen = settings({"PARASAT_SECRET_KEY": GOOD, "PARASAT_DATABASE_URL": written})
    assert chosen["SQLALCHEMY_DATABASE_URI"] == used


def test_cookies_are_for_https_except_on_ones_own_machine() -> None:
    assert settings({"PARASAT_SECRET_KEY": GOOD})["SESSION_COOKIE_SECURE"] is True
    assert settings({"PARASAT_SECRET_KEY": GOOD, "PARASAT_DEMO": True})["SESSION_COOKIE_SECURE"] is False


def test_what_somebody_sends_is_limited() -> None:
    chosen = settings({"PARASAT_SECRET_KEY": GOOD})
    assert chosen["MAX_CONTENT_LENGTH"] <= 16 * 1024 * 1024
    assert chosen["MAX_FORM_MEMORY_SIZE"] <= chosen["MAX_CONTENT_LENGTH"]
    assert chosen["MAX_FORM_PARTS"] <= 5000


@pytest.mark.parametrize("wrong", ["0", "1000", "-1", "ten", "1.5", ""])
def test_the_largest_file_is_a_whole_number_of_megabytes(wrong: str) -> None:
    assert (
        settings({"PARASAT_SECRET_KEY": GOOD, "PARASAT_LARGEST_FILE_MB": "50"})["PARASAT_LARGEST_FILE_MB"]
        == 50
    )
    with pytest.raises(ConfigurationError, match="PARASAT_LARGEST_FILE_MB"):
        settings({"PARASAT_SECRET_KEY": GOOD, "PARASAT_LARGEST_FILE_MB": wrong})
