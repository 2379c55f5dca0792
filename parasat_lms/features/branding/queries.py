"""Reads about a school's brand."""

from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import select

from parasat_lms.core.db import db
from parasat_lms.domain.branding import ThemeTokens, derive, stylesheet
from parasat_lms.features.branding.models import SchoolIdentity, SchoolTheme


def theme() -> SchoolTheme | None:
    """The current school's theme, if it has chosen one."""
    return db.session.scalars(select(SchoolTheme)).one_or_none()


def identity() -> SchoolIdentity | None:
    """The current school's identity, if it has one."""
    return db.session.scalars(select(SchoolIdentity)).one_or_none()


@dataclass(frozen=True, slots=True)
class BrandColours:
    """A school's colours for pictures on white, as `#rrggbb`: its own, what is read on it, and the accent."""

    brand: str
    on_brand: str
    accent: str


PLAIN = BrandColours("#1f5f5b", "#ffffff", "#c9852c")
"""The colours of a school that has chosen none."""


def brand_colours() -> BrandColours:
    """The colours of the current school."""
    chosen = theme()
    if chosen is None:
        return PLAIN
    light = derive(ThemeTokens.of(chosen.tokens))["light"]
    return BrandColours(light["--brand"], light["--on-brand"], light["--accent"])


@lru_cache(maxsize=200)
def _derived(serialised: tuple[tuple[str, str], ...]) -> str:
    return stylesheet(ThemeTokens.of(dict(serialised)))


def theme_stylesheet(theme: SchoolTheme) -> str:
    """The custom properties that a theme comes to, as a style sheet."""
    return _derived(tuple(sorted((str(name), str(value)) for name, value in theme.tokens.items())))
