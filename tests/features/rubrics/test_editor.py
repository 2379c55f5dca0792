"""The editor: every step keeps what was typed, nothing is saved before it is saved, and nobody's words are lost."""

from __future__ import annotations

from uuid import UUID

import pytest
from flask import Flask

from parasat_lms.core.db import find, new_id, school_scope
from parasat_lms.core.unit_of_work import unit_of_work
from parasat_lms.features.rubrics.models import Rubric, RubricVersion
from parasat_lms.features.rubrics.queries import RubricContent, rubric_content
from tests.factories.pages import Page
from tests.factories.people import Someone
from tests.factories.schools import TestSchool, stored
from tests.factories.visitors import Visitor

ONE = "Тексерілген рубрика"


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


def test_what_is_wrong_is_said_at_its_place_and_what_was_typed_stays(app: Flask, school: TestSchool) -> None:
    editor = Editor(Visitor(app, school, school.people.teacher), "/rubrics/new?kind=checklist")
    (first,) = editor.criteria
    low, high = editor.levels(first)
    editor.type(f"{first}-title-kk", "Ә" * 201)
    editor.type(f"{first}-weight", "-1")
    editor.type(f"{first}-GA1", "көп")
    editor.type(f"{low}-points", "5")
    editor.type(f"{low}-points_to", "2")
    editor.type(f"{high}-descriptor-ru", "текст\x01")
    editor.type("total", "1e9")
    editor.type("grade_from", "9")
    editor.type("grade_to", "5")
    before = len(stored(app, school, Rubric))
    assert editor.press("save") == 422
    for field in (
        "title-kk", f"{first}-title-kk", f"{first}-weight", f"{first}-GA1", f"{low}-points_to",
        f"{high}-descriptor-ru", "total", "grade_to",
    ):  # fmt: skip
        assert f'id="{field}-errors"' in editor.text, field
    assert editor.values[f"{first}-GA1"] == ["көп"]
    assert editor.values[f"{first}-title-kk"] == ["Ә" * 201]
    assert len(stored(app, school, Rubric)) == before


def test_weights_that_sum_to_nothing_are_refused_with_the_reason(app: Flask, school: TestSchool) -> None:
    editor = Editor(Visitor(app, school, school.people.teacher), "/rubrics/new?lang=en")
    (first,) = editor.criteria
    editor.type("title-en", "Nothing")
    editor.type(f"{first}-title-en", "Nothing")
    editor.type(f"{first}-weight", "0")
    assert editor.press("save") == 422
    assert "nothing would come of marking" in editor.page.words


@pytest.mark.parametrize("length", [100_000])
def test_a_text_beyond_measure_is_refused_and_stays(app: Flask, school: TestSchool, length: int) -> None:
    editor = Editor(Visitor(app, school, school.people.teacher), "/rubrics/new")
    editor.type("title-kk", ONE)
    editor.type(f"{editor.criteria[0]}-title-kk", "Дәлел")
    editor.type("description-kk", "Ұ" * length)
    assert editor.press("save") == 422
    assert len(editor.values["description-kk"][0]) == length


def test_a_rubric_that_is_sent_twice_is_made_once(app: Flask, school: TestSchool) -> None:
    teacher = Visitor(app, school, school.people.teacher)
    editor = Editor(teacher, "/rubrics/new")
    editor.type("title-kk", ONE)
    editor.type(f"{editor.criteria[0]}-title-kk", "Дәлел")
    before = len(stored(app, school, Rubric))
    first, second = (teacher.post("/rubrics/new", {**editor.values, "do": "save"}) for _time in range(2))
    assert first.status_code == second.status_code == 303
    assert first.headers["Location"] == second.headers["Location"]
    assert len(stored(app, school, Rubric)) == before + 1
    editor.type("title-kk", "Артқа қайтып, өзгертілген")
    assert editor.press("save") == 303
    saved = latest(app, school, UUID(first.headers["Location"].rsplit("/", 1)[1]))
    assert (saved.number, saved.title.kk) == (2, "Артқа қайтып, өзгертілген"), "what came later is not lost"


def test_saving_makes_a_version_and_what_says_the_same_makes_none(app: Flask, school: TestSchool) -> None:
    rubric_id = give_to(app, school, school.people.teacher)
    editor = Editor(Visitor(app, school, school.people.teacher), f"/rubrics/{rubric_id}/edit")
    assert editor.press("save") == 303
    assert latest(app, school, rubric_id).number == 1
    editor.type("title-kk", "Эссе, екінші нұсқа")
    assert editor.press("save") == 303
    second = latest(app, school, rubric_id)
    assert (second.number, second.title.kk) == (2, "Эссе, екінші нұсқа")
    before = school.rubric
    assert [c.lineage_id for c in second.criteria] == [c.lineage_id for c in before.criteria]
    assert [c.id for c in second.criteria] != [c.id for c in before.criteria]
    with app.app_context(), school_scope(school.id):
        assert rubric_content(before.version_id).title == before.title, "the earlier version stays as it was"


def test_a_translation_that_is_older_than_its_original_is_marked_until_somebody_looks(
    app: Flask, school: TestSchool
) -> None:
    rubric_id = give_to(app, school, school.people.teacher)
    visitor = Visitor(app, school, school.people.teacher)
    key = str(school.rubric.criteria[0].lineage_id)
    editor = Editor(visitor, f"/rubrics/{rubric_id}/edit")
    editor.type(f"{key}-title-kk", "Дәлелді ой")
    editor.type(f"{key}-title-ru", "Обоснованная мысль")
    assert editor.press("save") == 303
    assert latest(app, school, rubric_id).criteria[0].title.stale == ("en",), (
        "the Russian one was written anew"
    )
    editor = Editor(visitor, f"/rubrics/{rubric_id}/edit")
    assert f'name="{key}-title-ok-en"' in editor.text
    editor.values[f"{key}-title-ok-en"] = ["1"]
    assert editor.press("check") == 200
    assert editor.press("save") == 303
    assert latest(app, school, rubric_id).criteria[0].title.stale == ()


def test_two_editors_at_once_lose_nothing(app: Flask, school: TestSchool) -> None:
    rubric_id = give_to(app, school, school.people.teacher)
    visitor = Visitor(app, school, school.people.teacher)
    mine, theirs = (Editor(visitor, f"/rubrics/{rubric_id}/edit?lang=en") for _one in range(2))
    theirs.type("title-ru", "Их название")
    assert theirs.press("save") == 303
    mine.type("title-en", "My title")
    assert mine.press("save") == 409
    assert mine.values["title-en"] == ["My title"], "what I typed stays"
    assert "Их название" in mine.page.words, "and what they saved is shown"
    assert latest(app, school, rubric_id).title.en == "", "nothing was overwritten"
    assert mine.press("check") == 200
    assert mine.press("save") == 409, "a step in between does not make it pass"
    theirs_id = latest(app, school, rubric_id).version_id
    assert mine.press(f"save:{theirs_id}") == 303
    assert latest(app, school, rubric_id).title.en == "My title"
    assert latest(app, school, rubric_id).number == 3


EVIL = '<img src=x hx-get="/x" hx-trigger="load" data-hx-post="/y" onerror=alert(1)>"\'{{7777*7777}}'


def test_no_text_of_a_rubric_becomes_a_part_of_the_page(app: Flask, school: TestSchool) -> None:
    visitor = Visitor(app, school, school.people.teacher)
    editor = Editor(visitor, "/rubrics/new")
    (first,) = editor.criteria
    low = editor.levels(first)[0]
    for name in (
        "title",
        "description",
        "subjects",
        f"{first}-title",
        f"{first}-description",
        f"{low}-title",
        f"{low}-descriptor",
    ):
        for language in ("kk", "ru", "en"):
            editor.type(f"{name}-{language}", EVIL)
    assert editor.press("check") == 200
    texts = [editor.text, visitor.post("/rubrics/preview", {**editor.values}, fragment=True).text]
    assert editor.press("save") == 303
    path = "/" + editor.location.split("/", 2)[2]
    again = Editor(visitor, f"{path}/edit")
    again.type("title-kk", f"{EVIL} 2")
    assert again.press("save") == 303
    texts += [
        visitor.get(p).text
        for p in ("/rubrics", path, f"{path}/edit", f"{path}/compare", f"{path}/versions/1")
    ]
    for text in texts:
        page = Page(text)
        assert EVIL in page.words or EVIL.replace('"', "&#34;") in text or "&lt;img" in text
        assert not [
            e
            for e in page.elements
            if e.tag == "img" or "onerror" in e.attributes or e.attributes.get("hx-get") == "/x"
        ]
        assert "60481729" not in page.words


def test_keys_that_are_none_or_come_twice_are_left_out(app: Flask, school: TestSchool) -> None:
    visitor = Visitor(app, school, school.people.teacher)
    key = str(new_id())
    sent = {
        "criterion": ["x", key, key, key.upper()],
        f"levels-{key}": [key, "y", str(new_id())],
        "kind": "odd",
    }
    answer = visitor.post("/rubrics/new", {**sent, "do": "check"})
    assert answer.status_code == 200
    assert answer.text.count('name="criterion"') == 1
    assert visitor.post("/rubrics/new", {**sent, "do": "save"}).status_code == 422
    assert visitor.post("/rubrics/new", {**sent, "do": "remove:nothing", "rubric": "x"}).status_code == 200


def test_at_most_thirty_criteria_and_ten_levels_can_be_added(app: Flask, school: TestSchool) -> None:
    editor = Editor(Visitor(app, school, school.people.teacher), "/rubrics/new")
    first = editor.criteria[0]
    for _time in range(8):
        editor.press(f"add-level:{first}")
    assert len(editor.levels(first)) == 10


def test_the_preview_says_what_will_surprise_somebody(app: Flask, school: TestSchool) -> None:
    visitor = Visitor(app, school, school.people.teacher)
    editor = Editor(visitor, "/rubrics/new?lang=en")
    first = editor.criteria[0]
    editor.type(f"{editor.levels(first)[0]}-points", "1")
    editor.type("total", "20")
    shown = Page(visitor.post("/rubrics/preview?lang=en", {**editor.values}, fragment=True).text).words
    assert "two levels give the same points" in shown
    assert "the task announces 20" in shown
    assert "feeds no graduate attribute" in shown
    assert "No criterion feeds GA1" in shown
