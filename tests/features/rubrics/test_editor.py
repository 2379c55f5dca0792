"""The editor: every step keeps what was typed, nothing is saved before it is saved, and nobody's words are lost."""

from __future__ import annotations

from uuid import UUID

from flask import Flask

from parasat_lms.core.db import find, school_scope
from parasat_lms.core.unit_of_work import unit_of_work
from parasat_lms.features.rubrics.models import Rubric, RubricVersion
from parasat_lms.features.rubrics.queries import RubricContent, rubric_content
from tests.factories.pages import Form, Page
from tests.factories.people import Someone
from tests.factories.schools import TestSchool, stored
from tests.factories.visitors import Visitor

ONE = "Тексерілген рубрика"


def filled(form: Form, title: str = ONE) -> dict[str, object]:
    """The fields of a new rubric with everything that it needs."""
    fields: dict[str, object] = dict(form.fields)
    fields["title-kk"] = title
    fields[f"{fields['criterion']}-title-kk"] = "Дәлел"
    return fields


class Editor:
    """The editor in a browser without JavaScript: it sends every field in the page's order, and the pressed button."""

    def __init__(self, visitor: Visitor, path: str) -> None:
        self.visitor, self.path = visitor, path
        self.read(visitor.get(path).text)

    def read(self, text: str) -> None:
        self.text = text
        self.page = Page(text)
        self.values: dict[str, list[str]] = {}
        for name, value in _sent(text):
            self.values.setdefault(name, []).append(value)

    def type(self, name: str, value: str) -> None:
        assert name in self.values, f"no field {name}"
        self.values[name] = [value]

    @property
    def criteria(self) -> list[str]:
        return self.values.get("criterion", [])

    def levels(self, criterion: str) -> list[str]:
        return self.values.get(f"levels-{criterion}", [])

    def press(self, button: str) -> int:
        assert f'value="{button}"' in self.text, f"no button {button}"
        answer = self.visitor.post(self.path, {**self.values, "do": button})
        if answer.status_code != 303:
            self.read(answer.text)
        else:
            self.location = answer.headers["Location"]
        return answer.status_code


def _sent(text: str) -> list[tuple[str, str]]:
    """Every successful control of the editor, in the page's order, names repeated."""
    reader = _Fields()
    reader.feed(text)
    return reader.found


class _Fields(Page):
    def __init__(self) -> None:
        self.found: list[tuple[str, str]] = []
        self._inside = False
        self._select = ""
        super().__init__("")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = values.get("id") == "rubric-editor"
        if tag == "select":
            self._select = values.get("name", "") if self._inside else ""
        if tag == "option" and self._select and "selected" in values:
            self.found.append((self._select, values["value"]))
        super().handle_starttag(tag, attrs)

    def _keep(self, name: str, value: str) -> None:
        if self._inside and name:
            self.found.append((name, value))
        super()._keep(name, value)

    def handle_endtag(self, tag: str) -> None:
        name = self._textarea
        super().handle_endtag(tag)
        if tag == "textarea" and name and self._inside and self._form:
            self.found.append((name, self._form.fields[name]))
            self.found.remove((name, ""))


def give_to(app: Flask, school: TestSchool, owner: Someone) -> UUID:
    """The school's rubric belongs to that teacher from now on; gives its id."""
    with app.app_context(), school_scope(school.id), unit_of_work():
        rubric = rubric_content(school.rubric.version_id)
        found = find(Rubric, rubric.rubric_id)
        found.owner_id = owner.person_id
        return rubric.rubric_id


def latest(app: Flask, school: TestSchool, rubric_id: UUID) -> RubricContent:
    versions = [version for version in stored(app, school, RubricVersion) if version.rubric_id == rubric_id]
    with app.app_context(), school_scope(school.id):
        return rubric_content(max(versions, key=lambda version: version.number).id)


def test_a_rubric_is_made_step_by_step_and_nothing_is_saved_before_the_end(
    app: Flask, school: TestSchool
) -> None:
    before = len(stored(app, school, Rubric))
    editor = Editor(Visitor(app, school, school.people.teacher), "/rubrics/new?kind=analytic")
    editor.type("title-kk", ONE)
    first = editor.criteria[0]
    editor.type(f"{first}-title-kk", "Дәлел")
    assert editor.press("add-criterion") == 200
    assert editor.values["title-kk"] == [ONE]
    second = editor.criteria[1]
    editor.type(f"{second}-title-ru", "Диалог")
    editor.type(f"{second}-GA5", "1,5")
    assert editor.press(f"add-level:{second}") == 200
    assert len(editor.levels(second)) == 5
    last = editor.levels(second)[-1]
    assert editor.values[f"{last}-points"] == ["4"]
    editor.type(f"{last}-title-en", "Beyond")
    assert editor.press(f"up:{second}") == 200
    assert editor.criteria == [second, first]
    assert editor.press(f"level-up:{last}") == 200
    assert editor.levels(second).index(last) == 3
    assert editor.press(f"level-down:{last}") == 200
    assert editor.press(f"level-remove:{editor.levels(first)[0]}") == 200
    assert len(editor.levels(first)) == 3
    assert editor.press(f"copy:{first}") == 200
    assert len(editor.criteria) == 3
    assert editor.press(f"remove:{editor.criteria[2]}") == 200
    assert editor.press("check") == 200
    assert len(stored(app, school, Rubric)) == before, "nothing is saved until it is saved"
    assert editor.press("save") == 303
    saved = latest(app, school, UUID(editor.location.rsplit("/", 1)[1]))
    assert saved.title.kk == ONE
    assert [criterion.title.pick("kk").text for criterion in saved.criteria] == ["Диалог", "Дәлел"]
    assert saved.criteria[0].title.origin == "ru", "what is written in one language is written first in it"
    assert {a.code: weight for a, weight in saved.criteria[0].attributes} == {"GA5": 1.5}
    assert [str(c.lineage_id) for c in saved.criteria] == [second, first]
