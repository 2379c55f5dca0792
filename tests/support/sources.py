"""The files that the house tests read: those of the repository, whatever else lies in the folder."""

from __future__ import annotations

import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LEFT_OUT = re.compile(r"(^|/)(\.(?!ci/)[^/]*|__pycache__|node_modules|build|dist)/")


@cache
def repository_files() -> tuple[Path, ...]:
    """Every file under version control or about to be; of an unpacked archive, every file."""
    if shutil.which("git") and (ROOT / ".git").exists():
        command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        # A checkout may belong to another user than the one who tests it; git would refuse to look at it.
        safe = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "safe.directory", "GIT_CONFIG_VALUE_0": "*"}
        listed = subprocess.run(command, cwd=ROOT, env=safe, capture_output=True, text=True, check=False)
        if listed.returncode == 0:
            files = (ROOT / name for name in listed.stdout.split("\0") if name)
            return tuple(sorted(file for file in files if file.is_file()))
    files = (file for file in ROOT.rglob("*") if not LEFT_OUT.search(shown(file)))
    return tuple(sorted(file for file in files if file.is_file()))


def shown(file: Path) -> str:
    """How a test names a file."""
    return file.relative_to(ROOT).as_posix()


def product_files(*endings: str) -> list[Path]:
    """The files of the product itself, core and plug-ins, without their tests."""
    return [
        file for file in repository_files()
        if file.name.endswith(endings)
        and re.match(r"parasat_lms/|plugins/[^/]+/parasat_", shown(file))
    ]  # fmt: skip


def templates() -> list[Path]:
    """Every page and fragment of the product."""
    return product_files(".html")


def rooms() -> dict[str, list[Path]]:
    """The slices and the plug-ins' packages, each with the names that stand directly in it."""
    found: dict[str, list[Path]] = {}
    for file in repository_files():
        match = re.match(
            r"(parasat_lms/features/[^/]+|(?:plugins|tests/plugins)/[^/]+/parasat_[^/]+)/([^/]+)", shown(file)
        )
        if match:
            names = found.setdefault(match[1], [])
            if (place := ROOT / match[1] / match[2]) not in names:
                names.append(place)
    return found


def without_jinja_comments(text: str) -> str:
    """A template's text as it can reach a browser."""
    return re.sub(r"\{#.*?#\}", "", text, flags=re.DOTALL)
