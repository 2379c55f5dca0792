"""What a test of a misbehaving plug-in looks at: pages, faults and rows."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from parasat_lms.core.db import db
from parasat_lms.features.schools.models import PluginFault
from parasat_lms.testing import SchoolForTests, inside

DUMMY = "parasat_dummy"
ON = frozenset({DUMMY})
PANEL = "Қайтарылған жұмыстар күнделігі"
HOME, DIARY, PROGRAMMES = "/alatau/home", "/alatau/diary", "/alatau/programmes?lang=en"
SWITCH = f"/alatau/programmes/{DUMMY}"


def shows(client: FlaskClient, path: str, words: str) -> bool:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return words in answer.get_data(as_text=True)


def faults(app: Flask, school: SchoolForTests) -> list[tuple[str, str, int]]:
    with inside(app, school):
        rows = db.session.execute(select(PluginFault.plugin, PluginFault.hook, PluginFault.times))
        return [tuple(row) for row in rows]


def rows(app: Flask, school: SchoolForTests, model: type) -> int:
    with inside(app, school):
        return db.session.scalar(select(func.count(model.id))) or 0
