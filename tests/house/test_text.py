"""What no file of the repository may say."""

from __future__ import annotations

import re

from tests.support.sources import repository_files, shown

# Put together from parts, so that this file does not say them either.
PLACES = ("work/" + r"(?:main|shared|\.)", "root" + "/", "home" + r"/\w+/")
MACHINE_PATHS = re.compile(r"(?<![\w.}>*-])/(?:" + "|".join(PLACES) + ")")
REGISTRIES = re.compile(
    "|".join(
        re.escape(host)
        for host in (
            "pypi" + ".org",
            "registry." + "npmjs.org",
            "deb." + "debian.org",
            "files." + "pythonhosted.org",
        )
    )
)
SIBLING = re.compile(r"\.\./" + "shared")
UNFINISHED = re.compile(r"\b(?:TO" + "DO|FIX" + r"ME|[Ll]orem " + r"ipsum)\b")


def lines_that_say(pattern: re.Pattern[str], *endings: str) -> list[str]:
    found = []
    for file in repository_files():
        if "/vendor/" in shown(file) or ".min." in file.name or not file.name.endswith(endings or ("",)):
            continue
        try:
            text = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [
            f"{shown(file)}:{number}"
            for number, line in enumerate(text.splitlines(), 1)
            if pattern.search(line)
        ]
    return found


def test_no_file_names_a_path_of_one_machine() -> None:
    assert not lines_that_say(MACHINE_PATHS)


def test_no_file_names_the_host_of_a_package_registry() -> None:
    assert not lines_that_say(REGISTRIES)


def test_no_file_reaches_for_a_folder_outside_the_repository() -> None:
    assert not lines_that_say(SIBLING)


def test_nothing_is_left_to_be_done_later() -> None:
    assert not lines_that_say(UNFINISHED, ".py", ".html", ".css", ".js", ".md", ".toml", ".po")
