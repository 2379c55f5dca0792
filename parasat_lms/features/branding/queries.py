"""Reads about a school's brand."""

from functools import lru_cache

from sqlalchemy import select

from parasat_lms.core.db import db
from parasat_lms.domain.branding import ThemeTokens, stylesheet
from parasat_lms.features.branding.models import SchoolIdentity, SchoolTheme


def theme() -> SchoolTheme | None:
    """The current school's theme, if it has chosen one."""
    return db.session.scalars(select(SchoolTheme)).one_or_none()


def identity() -> SchoolIdentity | None:
    """The current school's identity, if it has one."""
    return db.session.scalars(select(SchoolIdentity)).one_or_none()


@lru_cache(maxsize=200)
def _derived(serialised: tuple[tuple[str, str], ...]) -> str:
    return stylesheet(ThemeTokens.of(dict(serialised)))


def theme_stylesheet(theme: SchoolTheme) -> str:
    """The custom properties that a theme comes to, as a style sheet."""
    return _derived(tuple(sorted((str(name), str(value)) for name, value in theme.tokens.items())))
