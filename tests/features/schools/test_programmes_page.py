"""The page “Programmes”: what each adds, keeps and needs, how it fares, and what a school may set."""

from __future__ import annotations

import pytest
from flask import Flask

from parasat_lms.core.audit import AuditEntry
from parasat_lms.core.db import school_scope
from parasat_lms.core.plugins import PATIENCE, Fault, manager
from parasat_lms.core.unit_of_work import unit_of_work
from parasat_lms.features.schools.models import PluginSwitch
from parasat_lms.features.schools.operations import note_fault, note_recovery, switch_plugin
from parasat_lms.features.schools.queries import school_of
from tests.factories.schools import TestSchool, TwoSchools, stored
from tests.factories.visitors import Visitor

DUMMY = "parasat_dummy"
SETTINGS = f"/programmes/{DUMMY}/settings"


@pytest.fixture
def admin(app: Flask, school: TestSchool) -> Visitor:
    return Visitor(app, school, school.people.admin)


def fail(app: Flask, school: TestSchool, times: int) -> None:
    for _time in range(times):
        with app.app_context(), school_scope(school.id), unit_of_work():
            note_fault(Fault(DUMMY, "home_panels", "OnPurpose: it fails <on purpose>"))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "kk",
            (
                "Беттер мен рұқсаттар",
                "parasat_dummy:note:read : әкімші, педагог",
                "Күнделік жүргізеді",
                "Оқушыға қайтарылған жұмыстар туралы",
                "Сақталу мерзімі : 400 күн",
                ">=0.1,<0.2",
            ),
        ),
        (
            "ru",
            (
                "Страницы и права",
                "parasat_dummy:note:read : администратор, педагог",
                "Ведёт дневник",
                "Записи дневника о возвращённых",
                "Срок хранения : 400 дней",
                "людей не называет",
            ),
        ),
    ],
)
def test_it_says_what_each_programme_adds_keeps_and_needs(
    admin: Visitor, language: str, words: tuple[str, ...]
) -> None:
    shown = admin.page(f"/programmes?lang={language}").words.replace(" :", ":").replace(":", " :")
    shown = shown.replace("parasat_dummy :note :read", "parasat_dummy:note:read")
    for word in (*words, "plugin_parasat_dummy_note", "plugin_parasat_programme_subject"):
        assert word in shown


def test_a_fault_is_shown_with_its_count_and_only_in_its_school(app: Flask, schools: TwoSchools) -> None:
    fail(app, schools.here, 2)
    here = Visitor(app, schools.here, schools.here.people.admin)
    page = here.page("/programmes?lang=en").words
    assert "needs a look" in page
    assert "OnPurpose: it fails <on purpose>" in page
    assert "2 times" in page
    assert "Ask it again" not in page
    there = Visitor(app, schools.there, schools.there.people.admin)
    assert "needs a look" not in there.page("/programmes?lang=en").words


def test_one_fault_too_many_silences_and_a_recovery_forgives(app: Flask, school: TestSchool) -> None:
    def strikes() -> dict[tuple[str, str], int]:
        with app.app_context():
            found = school_of(school.slug)
            assert found is not None
            return dict(found.strikes)

    assert strikes() == {}
    fail(app, school, PATIENCE)
    assert strikes() == {(DUMMY, "home_panels"): PATIENCE}
    with app.app_context(), school_scope(school.id), unit_of_work():
        note_recovery(DUMMY, "home_panels")
    assert strikes() == {}
    fail(app, school, PATIENCE)
    with app.app_context(), school_scope(school.id), unit_of_work():
        switch_plugin(manager().manifests[DUMMY], enabled=True)
    assert strikes() == {}


def test_settings_are_kept_shown_again_and_noted(app: Flask, school: TestSchool, admin: Visitor) -> None:
    answer = admin.post(SETTINGS, {"greeting": "Қайырлы таң!", "as_evidence": "y"})
    assert answer.status_code == 303
    (switch,) = stored(app, school, PluginSwitch)
    assert (switch.settings, switch.enabled) == ({"greeting": "Қайырлы таң!", "as_evidence": True}, False)
    assert admin.page(SETTINGS).form_to("/settings").fields["greeting"] == "Қайырлы таң!"
    (line,) = stored(app, school, AuditEntry, AuditEntry.action == "plugin.set")
    assert line.details["fields"] == ["as_evidence", "greeting"]


@pytest.mark.parametrize(
    ("language", "message"), [("kk", "Ең көбі 100 таңба"), ("ru", "Не больше 100"), ("en", "At most 100")]
)
def test_settings_that_are_too_long_come_back_as_they_were_typed(
    app: Flask, school: TestSchool, admin: Visitor, language: str, message: str
) -> None:
    typed = "Сәлем " * 20
    answer = admin.post(f"{SETTINGS}?lang={language}", {"greeting": typed})
    assert answer.status_code == 422
    assert typed.strip() in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert "field-errors" in answer.text
    assert message[:6] in answer.text
    assert not stored(app, school, PluginSwitch)


def test_a_programme_without_a_form_has_no_page_of_settings(admin: Visitor) -> None:
    assert admin.get("/programmes/parasat_zholy/settings").status_code == 404
    assert "/programmes/parasat_zholy/settings" not in " ".join(admin.page("/programmes").links())
