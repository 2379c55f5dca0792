"""Writes the beginning of a plug-in: a small distribution that works, is tested and translated, to be grown from there.

The files lie in `skeleton/`, each with the ending `.in`; a folder or file called `package` gets the plug-in's name.
"""

import re
import shutil
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib.util import find_spec
from keyword import iskeyword
from pathlib import Path
from secrets import token_hex
from tempfile import mkdtemp

from packaging.version import Version

SKELETON = Path(__file__).parent / "skeleton"
LONGEST_NAME = 20
"""PostgreSQL cuts names after 63 characters, and the longest name of a constraint is made of this one."""
LONGEST_TITLE = 60
MARK = re.compile(r"@@(\w+)@@")


class BadName(ValueError):
    """A plug-in cannot be called like this; the message says why and what would do."""


@dataclass(frozen=True, slots=True)
class Names:
    """Everything that is called after a plug-in, made from one word such as `chess_club`."""

    name: str
    title: str
    title_kk: str
    title_ru: str

    @property
    def package(self) -> str:
        """The Python package, the name of the manifest and the beginning of every table."""
        return f"parasat_{self.name}"

    @property
    def address(self) -> str:
        """The last part of the page's address."""
        return self.name.replace("_", "-")

    @property
    def distribution(self) -> str:
        """What an installer calls it, and its folder."""
        return f"parasat-{self.address}"

    @property
    def model(self) -> str:
        """The class of its table."""
        return "".join(part.title() for part in self.name.split("_")) + "Entry"


def check(names: Names, taken: Collection[str], addresses: Collection[str]) -> None:
    """Raise `BadName` where the plug-in could not live beside the others.

    `taken` are the names of installed plug-ins; `addresses` the first parts of the school's pages.
    """
    name = names.name
    if name.startswith("parasat"):
        raise BadName(f"leave “parasat” out: a plug-in called {name!r} would become {names.package!r}")
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or name.endswith("_") or "__" in name or iskeyword(name):
        raise BadName(f"{name!r} must be a lower-case Python identifier, such as chess or chess_club")
    if len(name) > LONGEST_NAME:
        raise BadName(f"{name!r} is longer than {LONGEST_NAME} characters")
    if names.package in taken or find_spec(names.package):
        raise BadName(f"{names.package} is taken: it is installed already")
    for other in taken:
        if names.package.startswith(f"{other}_") or other.startswith(f"{names.package}_"):
            raise BadName(f"{names.package} and {other} begin alike: their tables could not be told apart")
    if names.address in addresses:
        raise BadName(f"the address /<school>/{names.address} is taken by another page")
    for title in (names.title, names.title_kk, names.title_ru):
        if not title.strip() or len(title) > LONGEST_TITLE or re.search(r"[\"\\\\{}%<>@\n\r]", title):
            raise BadName(f"{title!r} cannot be a title: up to {LONGEST_TITLE} letters, figures and spaces")


def write(names: Names, into: Path, core_version: str, now: datetime) -> Path:
    """Write the distribution into a new folder of `into` and answer it: all of it or nothing.

    Raises `BadName` where the folder is there already.
    """
    folder = into / names.distribution
    if folder.exists():
        raise BadName(f"{folder} is there already: nothing was written")
    into.mkdir(parents=True, exist_ok=True)
    unfinished = Path(mkdtemp(prefix=".parasat-", dir=into))
    try:
        values = _values(names, core_version, now)
        for template, place in _files(names, values):
            file = unfinished / place
            file.parent.mkdir(parents=True, exist_ok=True)
            text = MARK.sub(lambda mark: values[mark[1]], template.read_text(encoding="utf-8"))
            file.write_text(text, encoding="utf-8", newline="\n")
        unfinished.chmod(0o755)
        unfinished.rename(folder)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    return folder


def _values(names: Names, core_version: str, now: datetime) -> dict[str, str]:
    core = Version(core_version)
    return {
        "name": names.name,
        "package": names.package,
        "distribution": names.distribution,
        "address": names.address,
        "model": names.model,
        "title": names.title,
        "title_kk": names.title_kk,
        "title_ru": names.title_ru,
        "needs": f">={core.major}.{core.minor},<{core.major}.{core.minor + 1}",
        "revision": token_hex(6),
        "moment": f"{now:%Y%m%d_%H%M}",
    }


def _files(names: Names, values: dict[str, str]) -> Iterator[tuple[Path, Path]]:
    for template in sorted(SKELETON.rglob("*.in")):
        parts = [
            part.replace("package", names.package).replace(
                "revision", f"{values['moment']}_{values['revision']}"
            )
            for part in template.relative_to(SKELETON).parts
        ]
        yield template, Path(*parts).with_suffix("")
