"""Three languages: which one this page speaks, where its words come from, and how content in several is shown."""

import os
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal as babel_decimal
from flask import Flask, g, has_request_context, request, session
from flask_babel import Babel, Domain, get_domain, gettext, ngettext
from flask_babel import format_date as babel_date
from flask_babel import format_datetime as babel_moment
from markupsafe import Markup, escape

from parasat_lms.core import clock
from parasat_lms.domain.localized import LANGUAGES, LocalizedText

ENDONYMS = {"kk": "Қазақша", "ru": "Русский", "en": "English"}
"""Each language by its own name: a person who cannot read the page still finds theirs."""


def current_language() -> str:
    """The language of this page: asked for in the address, chosen before, the account's, the school's, Kazakh."""
    if not has_request_context():
        return LANGUAGES[0]
    if "language" not in g:
        school = g.get("school")
        wishes = (
            request.args.get("lang"),
            session.get("language"),
            g.get("account_language"),
            school.language if school else None,
            _preferred() if school is None else None,
        )
        g.language = next((wish for wish in wishes if wish in LANGUAGES), LANGUAGES[0])
    language: str = g.language
    return language


def _preferred() -> str | None:
    """What the browser prefers, by the first part of each tag: "kk-KZ, ru;q=0.9" means Kazakh."""
    tags = (tag.partition("-")[0].lower() for tag, quality in request.accept_languages if quality)
    return next((tag for tag in tags if tag in LANGUAGES), None)


def forget_language() -> None:
    """Choose the language anew: the school or the account became known."""
    g.pop("language", None)
    g.pop("_flask_babel", None)


def pick(text: LocalizedText | None) -> str:
    """Content in the page's language, or in the language that it falls back to; empty for nothing."""
    return text.pick(current_language()).text if text else ""


def localized(text: LocalizedText | None) -> Markup:
    """Content as HTML, with its `lang` where it falls back to another language than the page's."""
    if not text:
        return Markup("")
    language = current_language()
    picked = text.pick(language)
    if picked.language == language or not picked.text:
        return escape(picked.text)
    return Markup('<span lang="{}">{}</span>').format(picked.language, picked.text)


def said(text: str, language: str = "") -> Markup:
    """What a person wrote, as HTML that does not claim the page's language for it: `language` where it is known."""
    return Markup('<span lang="{}">{}</span>').format(language, text) if text else Markup("")


def paragraphs(text: str) -> Markup:
    """Plain text as paragraphs: an empty line parts them, everything else is escaped and kept."""
    parts = (part.strip() for part in text.replace("\r\n", "\n").split("\n\n"))
    lines = (Markup("<br>").join(escape(line) for line in part.split("\n")) for part in parts if part)
    return Markup("\n").join(Markup("<p>{}</p>").format(line) for line in lines)


A_WEEK = timedelta(days=7)
"""After a week a work waits long."""


def waits(since: datetime) -> str:
    """How long something waits, in whole days: "today", "1 day", "12 days"."""
    days = max((clock.now() - since).days, 0)
    return str(ngettext("waits %(num)d day", "waits %(num)d days", days) if days else gettext("came today"))


@lru_cache(maxsize=4000)
def _written(number: Decimal | int, pattern: str | None, language: str) -> str:
    return str(babel_decimal(number, pattern, locale=language))


def decimal(number: Decimal | int, pattern: str | None = None) -> str:
    """A number as this language writes it; pages show the same few points and levels hundreds of times."""
    return _written(number, pattern, current_language())


def exact(number: Fraction) -> str:
    """A fraction as a decimal number with up to four places, as this language writes it."""
    return decimal(Decimal(number.numerator) / Decimal(number.denominator), "0.####")


def moment(at: datetime, pattern: str = "d MMMM, HH:mm") -> str:
    """A moment by the school's own clock, with the time of day."""
    school = g.get("school")
    local = at.astimezone(ZoneInfo(school.timezone)) if school else at
    return str(format_datetime(local, pattern, locale=current_language()))


def compile_catalogues(directory: Path) -> None:
    """Compile every catalogue whose source is newer; so that a checkout runs without a build step."""
    for source in sorted(directory.glob("*/LC_MESSAGES/*.po")):
        compiled = source.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as words:
            catalogue = read_po(words)
        # Several processes may start at once: each writes its own file, the last one stands.
        unfinished = compiled.with_suffix(f".{os.getpid()}.part")
        with unfinished.open("wb") as out:
            write_mo(out, catalogue)
        unfinished.replace(compiled)


class PluginWords(Domain):  # type: ignore[misc]
    """A plug-in's own gettext domain; a word that it does not have is the core's, never the other way round."""

    def __init__(self, directory: Path, name: str) -> None:
        compile_catalogues(directory)
        super().__init__(translation_directories=[str(directory)], domain=name)

    def gettext(self, string: str, **variables: Any) -> str:
        """The plug-in's translation of `string`, else the core's, else the string itself."""
        words = self if self._knows(string) else get_domain()
        translated: str = Domain.gettext(words, string, **variables)
        return translated

    def ngettext(self, singular: str, plural: str, num: int, **variables: Any) -> str:
        """The plug-in's translation in the right number, else the core's, else the string itself."""
        words = self if self._knows((singular, 0)) else get_domain()
        translated: str = Domain.ngettext(words, singular, plural, num, **variables)
        return translated

    def _knows(self, message: str | tuple[str, int]) -> bool:
        return message in getattr(self.get_translations(), "_catalog", {})


def init_app(app: Flask, directory: Path) -> None:
    """Bind the catalogues of `directory`; refuse to start where a language has none."""
    compile_catalogues(directory)
    for language in LANGUAGES:
        if language != "en" and not (directory / language / "LC_MESSAGES" / "messages.mo").exists():
            raise RuntimeError(f"no catalogue for {language} in {directory}")
    Babel(
        app,
        locale_selector=current_language,
        default_locale=LANGUAGES[0],
        default_translation_directories=str(directory),
    )
    helpers: Mapping[str, Any] = {
        "current_language": current_language,
        "endonyms": ENDONYMS,
        "languages": LANGUAGES,
        "localized": localized,
        "pick": pick,
    }
    app.jinja_env.globals.update(helpers)
    app.jinja_env.filters["said"] = said
    app.jinja_env.filters["paragraphs"] = paragraphs
    app.jinja_env.filters["waits"] = waits
    app.jinja_env.filters["waits_long"] = lambda since: clock.now() - since > A_WEEK
    app.jinja_env.filters["decimalformat"] = decimal
    app.jinja_env.filters["fraction"] = exact
    app.jinja_env.filters["moment"] = lambda local: babel_moment(local, "d MMMM, HH:mm", rebase=False)
    app.jinja_env.filters["day"] = lambda moment: babel_date(moment, "d MMMM") if moment else ""
    app.jinja_env.filters["moment"] = moment
