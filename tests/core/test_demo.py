"""When the demonstration is built anew: whenever what it is made of has changed, in the core or in a plug-in."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask

from parasat_lms.demo import build
from parasat_lms.demo.school import PROGRAMMES

DAY = date(2026, 11, 25)

# One database is enough: nothing is read from it.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def test_the_content_of_every_programme_is_part_of_the_demonstration(app: Flask) -> None:
    with app.app_context():
        assert {folder.name for folder in build._folders_of_plugins()} == PROGRAMMES


def test_a_changed_file_of_a_plugin_builds_the_demonstration_anew(
    app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(build, "_folders_of_plugins", lambda: [tmp_path])
    content = tmp_path / "seeds" / "demonstration.toml"
    content.parent.mkdir()
    content.write_text('club = "Шахмат"', encoding="utf-8")
    with app.app_context():
        before = build.fingerprint(DAY)
        assert build.fingerprint(DAY + timedelta(days=1)) == before
        content.write_text('club = "Тоғызқұмалақ"', encoding="utf-8")
        changed = build.fingerprint(DAY)
        content.rename(tmp_path / "seeds" / "clubs.toml")
        assert len({before, changed, build.fingerprint(DAY)}) == 3
