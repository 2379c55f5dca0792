"""The translations: every word of the interface in Kazakh and Russian, and nothing besides.

`python -m tests.support.catalogues` says what is missing or wrong; with `--update` it first writes the words
that the code uses into the .po files and takes the others out.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = ("kk", "ru")  # the words in the code are English
KEYWORDS = {**DEFAULT_KEYWORDS, "_l": None, "_n": (1, 2), "lazy_gettext": None, "lazy_ngettext": (1, 2)}
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2"), ("templates/**.html", "jinja2")]
OPTIONS = {"**.html": {"silent": "false"}}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sdf]|\{(\w*)\}")

# Without dates and tools: a catalogue changes only when its words change.
HEADER = r"""msgid ""
msgstr ""
"Language: {language}\n"
"Plural-Forms: {plural_forms}\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"

"""

# Names that are written the same in every language.
PROPER_NAMES = frozenset({"Parasat", "Parasat LMS", "PostgreSQL", "SQLite"})


@dataclass(frozen=True, slots=True)
class Domain:
    """The words of the core, or of one plug-in: where they are used and where they are translated."""

    name: str
    package: Path
    directory: Path

    def file(self, language: str) -> Path:
        """The catalogue of one language."""
        return self.directory / language / "LC_MESSAGES" / f"{self.name}.po"


CORE = Domain("messages", ROOT / "parasat_lms", ROOT / "translations")


def domains() -> list[Domain]:
    """The core, then the plug-ins that bring words of their own; a domain is called like its .po file."""
    plugins = []
    for directory in sorted(ROOT.glob("plugins/*/*/translations")):
        names = {file.stem for file in directory.glob("*/LC_MESSAGES/*.po")} or {directory.parent.name}
        plugins += [Domain(name, directory.parent, directory) for name in sorted(names)]
    return [CORE, *plugins]


def extracted(domain: Domain) -> Catalog:
    """What the code and the templates of the domain ask for; a plug-in need not repeat the core's words."""
    catalogue = _extract(domain)
    if domain != CORE:
        for message in list(_extract(CORE)):
            if message.id:
                catalogue.delete(message.id, message.context)
    return catalogue


def _extract(domain: Domain) -> Catalog:
    catalogue = Catalog(charset="utf-8")
    found = extract_from_dir(
        domain.package, METHODS, OPTIONS, KEYWORDS, comment_tags=("Translators:",), strip_comment_tags=True
    )
    for filename, line, words, comments, context in found:
        place = (domain.package / filename).relative_to(ROOT).as_posix()
        catalogue.add(words, None, [(place, line)], auto_comments=comments, context=context)
    return catalogue


def problems(domain: Domain) -> list[str]:
    """Everything that keeps the domain's catalogues from being complete and right, one line each."""
    return [problem for language in LANGUAGES for problem in _problems(domain, language)]


def _problems(domain: Domain, language: str) -> Iterator[str]:
    file = domain.file(language)
    name = file.relative_to(ROOT).as_posix()
    if not file.exists():
        yield f"{name} is missing"
        return
    catalogue = _read(file, language, domain)
    asked = {_key(message) for message in extracted(domain) if message.id}
    held = {_key(message) for message in catalogue if message.id}
    yield from (f"{name}: not in the catalogue: {key[1]!r}" for key in sorted(asked - held))
    yield from (f"{name}: used nowhere: {key[1]!r}" for key in sorted(held - asked))
    for message in catalogue:
        if message.id:
            yield from (f"{name}: {wrong}: {_key(message)[1]!r}" for wrong in _faults(message))


def _faults(message: Message) -> Iterator[str]:
    singular, plural = message.id if message.pluralizable else (message.id, message.id)
    forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
    if message.fuzzy:
        yield "fuzzy"
    if not all(forms):
        yield "not translated"
        return
    for form in forms:
        known = _placeholders(singular) | _placeholders(plural)
        needed = _placeholders(singular) & _placeholders(plural)
        if not needed <= _placeholders(form) <= known:
            yield "other placeholders than the original"
        same = form in (singular, plural) and form not in PROPER_NAMES
        if same and re.search(r"[A-Za-z]{4}", PLACEHOLDER.sub("", form)):
            yield "still English"


def _placeholders(text: str) -> set[str]:
    return {match[0] for match in PLACEHOLDER.finditer(text)}


def _key(message: Message) -> tuple[str, str]:
    singular = message.id[0] if message.pluralizable else message.id
    return message.context or "", str(singular)


def update(domain: Domain) -> None:
    """Bring the catalogues to the words that the code uses now; what is new stands untranslated."""
    template = extracted(domain)
    for language in LANGUAGES:
        file = domain.file(language)
        file.parent.mkdir(parents=True, exist_ok=True)
        before = _read(file, language, domain) if file.exists() else None
        catalogue = Catalog(locale=language, domain=domain.name, charset="utf-8", fuzzy=False)
        for message in template:
            if not message.id:
                continue
            known = before.get(message.id, message.context) if before else None
            places = [(place, None) for place in dict.fromkeys(place for place, _line in message.locations)]
            catalogue.add(
                message.id, known.string if known else None, places, flags=known.flags if known else (),
                auto_comments=message.auto_comments, context=message.context,
            )  # fmt: skip
        with file.open("wb") as out:
            out.write(HEADER.format(language=language, plural_forms=catalogue.plural_forms).encode())
            write_po(out, catalogue, width=100, sort_output=True, include_lineno=False, omit_header=True)


def _read(file: Path, language: str, domain: Domain) -> Catalog:
    with file.open("rb") as words:
        return read_po(words, locale=language, domain=domain.name, abort_invalid=True)


def main(arguments: list[str]) -> int:
    """Say what is wrong; 1 when something is."""
    if "--update" in arguments:
        for domain in domains():
            update(domain)
    found = [problem for domain in domains() for problem in problems(domain)]
    for problem in found:
        print(problem)
    print(f"{len(found)} problems in the catalogues" if found else "the catalogues are complete")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
