"""Changes to a school's brand."""

import hashlib
import json
from collections.abc import Mapping, Sequence

from flask_babel import format_decimal
from flask_babel import gettext as _

from parasat_lms.core import audit
from parasat_lms.core.db import db
from parasat_lms.core.errors import Refused
from parasat_lms.domain.branding import ThemeTokens, check
from parasat_lms.domain.colour import hex_of
from parasat_lms.domain.localized import LocalizedText
from parasat_lms.features.branding.models import SchoolIdentity, SchoolTheme
from parasat_lms.features.branding.queries import identity, theme


def choose_theme(tokens: Mapping[str, str]) -> SchoolTheme:
    """Give the current school a theme; refused where its text would be hard to read.

    The tokens are `primary` and `accent` (#rrggbb), `radius`, `heading` and `pattern`. Raises `ThemeError` for a token
    that cannot be read and `Refused` with the pair of colours for a contrast under 4.5.
    """
    problems = check(ThemeTokens.of(dict(tokens)))
    if problems:
        worst = min(problems, key=lambda problem: problem.ratio)
        raise Refused(
            _(
                "These colours would be hard to read: the contrast is %(ratio)s, at least %(needed)s is needed. "
                "The nearest colour that works: %(fix)s.",
                ratio=format_decimal(worst.ratio),
                needed=format_decimal(worst.needed),
                fix=hex_of(worst.fix),
            )
        )
    revision = hashlib.sha256(json.dumps(dict(tokens), sort_keys=True).encode()).hexdigest()[:12]
    chosen = theme() or SchoolTheme()
    chosen.tokens = dict(tokens)
    chosen.revision = revision
    db.session.add(chosen)
    db.session.flush()
    audit.record("theme.chosen", "school_theme", chosen.id, revision=revision)
    return chosen


def write_identity(
    *,
    motto: LocalizedText,
    vision: LocalizedText,
    mission: LocalizedText,
    goal: LocalizedText,
    tasks: Sequence[LocalizedText],
) -> SchoolIdentity:
    """Write the current school's identity page."""
    written = identity() or SchoolIdentity()
    written.motto, written.vision, written.mission, written.goal = motto, vision, mission, goal
    written.tasks = [task.as_dict() for task in tasks]
    db.session.add(written)
    db.session.flush()
    audit.record("identity.written", "school_identity", written.id)
    return written
