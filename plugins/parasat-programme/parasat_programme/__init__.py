"""Parasat Programme: the learning component, as a plug-in."""

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from flask_babel import format_date, format_decimal, format_time

from parasat_lms.plugin_api import PluginWords, school_timezone

NAME = "parasat_programme"
words = PluginWords(Path(__file__).parent / "translations", NAME)
_ = words.gettext
_l = words.lazy_gettext
_n = words.ngettext


def hours(number: Decimal) -> str:
    """Hours as this language writes them: 33, 1.5 or 1,5."""
    return str(format_decimal(number))


def moment(at: datetime) -> str:
    """A moment in the school's time zone: 27 November, 18:00."""
    local = at.astimezone(ZoneInfo(school_timezone()))
    return f"{format_date(local, 'd MMMM', rebase=False)}, {format_time(local, 'HH:mm', rebase=False)}"
