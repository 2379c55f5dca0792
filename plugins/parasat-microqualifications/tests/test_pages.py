"""The way from a wish to a credential, who may walk it, and what everybody sees at the end.

past 400 lines because: every test stands on the same way, which its fixtures walk.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from parasat_microqualifications.models import Credential, Enrolment, IssuerKey, ModuleProof, StatusList
from parasat_microqualifications.operations import catalogue as changes
from parasat_microqualifications.operations import issuing, keys
from parasat_microqualifications.queries import catalogue, credentials
from sqlalchemy import select, update
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from parasat_lms.core.db import find
from parasat_lms.core.jobs import work_jobs
from parasat_lms.domain.permissions import Role
from parasat_lms.features.people.models import ClassMembership, SchoolClass
from parasat_lms.plugin_api import Course, db
from parasat_lms.testing import SchoolForTests, WorkForTests
from tests.factories.pages import Page

Clients = Callable[[Role], FlaskClient]
Inside = Callable[[], AbstractContextManager[None]]
MICRO = "/school/micro-qualifications"
BASE = "http://localhost"


@dataclass(frozen=True, slots=True)
class Way:
    """A student's way: the qualification's id, its modules' ids, and the addresses that lead along it."""

    qualification: UUID
    modules: tuple[UUID, ...]
    enrolment: UUID

    def module(self, place: int) -> str:
        return f"{MICRO}/enrolments/{self.enrolment}/modules/{self.modules[place]}"


@pytest.fixture
def ready(
    parasat_app: Flask, parasat_inside: Inside, parasat_school: SchoolForTests, parasat_work: WorkForTests
) -> None:
    """The student is in grade 8, the teacher assesses everything, the school can issue."""
    with parasat_inside():
        course = find(Course, parasat_work.course_id)
        assert course
        made = SchoolClass(year_id=course.year_id, grade=8, letter="Б", class_teacher_id=None)
        db.session.add(made)
        db.session.flush()
        db.session.add(ClassMembership(class_id=made.id, student_id=parasat_school.people[Role.STUDENT]))
        for one in catalogue.qualifications():
            changes.name_assessors(one.id, [parasat_school.people[Role.TEACHER]])
        keys.found_issuer(BASE)


@pytest.fixture
def way(ready: None, parasat_client: Clients, parasat_inside: Inside) -> Way:
    """The student is admitted to the guide's qualification, which has two modules."""
    with parasat_inside():
        found = next(one for one in catalogue.qualifications() if one.code == "guide")
        qualification, modules = found.id, tuple(module.id for module in found.modules)
    wished = parasat_client(Role.STUDENT).post(
        f"{MICRO}/{qualification}/wish", data={"why": "Тарихты сүйемін"}
    )
    enrolment = UUID(wished.location.rpartition("/")[2])
    answered = parasat_client(Role.TEACHER).post(
        f"{MICRO}/enrolments/{enrolment}/answer", data={"answer": "admit"}
    )
    assert answered.status_code == 303
    return Way(qualification, modules, enrolment)


def bring(student: FlaskClient, way: Way, place: int, **fields: str) -> Any:
    return student.post(way.module(place), data={"kind": "here", "text": "Менің жұмысым", **fields})


def assess(teacher: FlaskClient, level: int = 2) -> Any:
    """Open the first evidence that waits and choose that level everywhere."""
    waiting = re.findall(
        r'href="(/school/micro-qualifications/evidence/[^"]+)"', teacher.get(f"{MICRO}/queue").text
    )
    page = teacher.get(waiting[0]).text
    choices: dict[str, list[str]] = {}
    for name, value in re.findall(r'name="(choice-[^"]+)" value="([^"]+)"', page):
        choices.setdefault(name, []).append(value)
    seen = re.search(r'name="seen"[^>]*value="(\d+)"', page)
    assert seen
    fields = {name: values[level] for name, values in choices.items()}
    return teacher.post(waiting[0], data={**fields, "seen": seen[1], "comment": "Жарайсың"})


@pytest.fixture
def awarded(way: Way, parasat_client: Clients, parasat_inside: Inside) -> UUID:
    """The student passed both modules; the credential's id."""
    student, teacher = parasat_client(Role.STUDENT), parasat_client(Role.TEACHER)
    for place in (0, 1):
        assert bring(student, way, place).status_code == 303
        assert assess(teacher).status_code == 303
    with parasat_inside():
        return db.session.scalars(select(Credential.id)).one()


def verdict(client: FlaskClient, credential_id: UUID) -> str:
    """What the public page says, in English."""
    return client.get(f"/verify/{credential_id}?lang=en").text


# --- the way --------------------------------------------------------------------------------------------------


def test_from_a_wish_to_a_credential_that_anybody_verifies(
    awarded: UUID, parasat_app: Flask, parasat_client: Clients
) -> None:
    stranger = parasat_app.test_client()
    page = stranger.get(f"/verify/{awarded}")
    assert page.status_code == 200
    assert "Куәлік жарамды." in page.text
    assert "Тур гид" in page.text
    assert "Ахметова" not in page.text, "the public page names nobody"
    assert "Байқап көр" not in page.text
    student = parasat_client(Role.STUDENT)
    assert str(awarded) in student.get(f"{MICRO}/mine").text
    assert str(awarded) in parasat_client(Role.PARENT).get(f"{MICRO}/mine").text


def test_what_the_assessor_published_is_evidence_on_the_profile(
    awarded: UUID, parasat_client: Clients, parasat_school: SchoolForTests
) -> None:
    profile = parasat_client(Role.STUDENT).get(f"/school/profile/{parasat_school.people[Role.STUDENT]}").text
    assert "Екі не одан көп дереккөзді салыстырып" in profile
    assert "Микробіліктіліктер" in profile


def test_a_level_that_is_not_enough_sends_the_work_back(way: Way, parasat_client: Clients) -> None:
    student, teacher = parasat_client(Role.STUDENT), parasat_client(Role.TEACHER)
    bring(student, way, 0)
    assess(teacher, level=1)
    page = student.get(f"{MICRO}/enrolments/{way.enrolment}").text
    assert "Толықтыру керек" in page
    assert "Жарайсың" in page
    assert bring(student, way, 0, text="Толықтырдым").status_code == 303
    assert assess(teacher, level=3).status_code == 303
    assert bring(student, way, 0).status_code == 404, "a passed module is closed"


def test_a_returned_work_is_evidence_from_elsewhere(
    way: Way, parasat_client: Clients, parasat_inside: Inside, parasat_work: WorkForTests
) -> None:
    student, teacher = parasat_client(Role.STUDENT), parasat_client(Role.TEACHER)
    refused = student.post(way.module(0), data={"kind": "elsewhere", "submission": str(parasat_work.id)})
    assert refused.status_code == 422, "it has not been returned yet"
    desk = teacher.get(f"/school/marking/{parasat_work.id}").text
    chosen = re.findall(r'name="(choice-[^"]+)" value="([0-9a-f-]{36})"', desk)[-1]
    form = next(
        form for form in Page(desk).forms if form.action.endswith("/return") or "return" in form.action
    )
    teacher.post(form.action, data={**form.fields, chosen[0]: chosen[1]})
    taken = student.post(way.module(0), data={"kind": "elsewhere", "submission": str(parasat_work.id)})
    assert taken.status_code == 303
    waiting = re.findall(
        r'href="(/school/micro-qualifications/evidence/[^"]+)"', teacher.get(f"{MICRO}/queue").text
    )
    assert "Менің жұмысым." in teacher.get(waiting[0]).text


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"kind": "here", "text": "", "link": ""}, "text"),
        ({"kind": "here", "link": "javascript:alert(1)"}, "link"),
        ({"kind": "here", "link": "https://a b"}, "link"),
        ({"kind": "here", "text": "ә" * 8001}, "text"),
        ({"kind": "here", "text": "\x00x"}, "text"),
        ({"kind": "elsewhere"}, "submission"),
        ({"kind": "elsewhere", "submission": str(uuid4())}, "submission"),
        ({"kind": "elsewhere", "submission": "x"}, "submission"),
        ({"kind": "nowhere", "text": "x"}, "kind"),
    ],
)
def test_evidence_that_is_none_is_refused_at_its_field(
    way: Way, parasat_client: Clients, fields: dict[str, str], wrong: str
) -> None:
    answer = parasat_client(Role.STUDENT).post(way.module(0), data=fields)
    assert answer.status_code == 422
    assert f'id="{wrong}-errors"' in answer.text


def test_a_wish_is_refused_with_a_reason_and_may_be_made_again(
    ready: None, parasat_client: Clients, parasat_inside: Inside
) -> None:
    student, teacher = parasat_client(Role.STUDENT), parasat_client(Role.TEACHER)
    with parasat_inside():
        qualification = catalogue.qualifications()[0].id
    wished = student.post(f"{MICRO}/{qualification}/wish", data={"why": ""})
    answer = f"{MICRO}/enrolments/{wished.location.rpartition('/')[2]}/answer"
    assert teacher.post(answer, data={"answer": "refuse", "reason": ""}).status_code == 422
    assert teacher.post(answer, data={"answer": "both"}).status_code == 422
    assert teacher.post(answer, data={"answer": "refuse", "reason": "Топ толды"}).status_code == 303
    assert "Топ толды" in student.get(f"{MICRO}/{qualification}").text
    assert teacher.post(answer, data={"answer": "admit"}).status_code == 409
    assert student.post(f"{MICRO}/{qualification}/wish", data={"why": "Тағы"}).status_code == 303


def test_a_student_of_another_grade_cannot_wish(parasat_client: Clients, parasat_inside: Inside) -> None:
    with parasat_inside():
        qualification = catalogue.qualifications()[0].id
    assert parasat_client(Role.STUDENT).post(f"{MICRO}/{qualification}/wish", data={}).status_code == 422


def test_a_decision_on_evidence_that_has_changed_meanwhile_is_a_conflict(
    way: Way, parasat_client: Clients
) -> None:
    student, teacher = parasat_client(Role.STUDENT), parasat_client(Role.TEACHER)
    bring(student, way, 0)
    address = re.findall(
        r'href="(/school/micro-qualifications/evidence/[^"]+)"', teacher.get(f"{MICRO}/queue").text
    )[0]
    page = teacher.get(address).text
    fields = dict(re.findall(r'name="(choice-[^"]+)" value="([0-9a-f-]{36})"', page))
    bring(student, way, 0, text="Жаңасы")
    assert teacher.post(address, data={**fields, "seen": "1"}).status_code == 409
    assert teacher.post(address, data={**fields, "seen": "2"}).status_code == 303
    assert teacher.post(address, data={"seen": "x"}).status_code == 422


# --- who may --------------------------------------------------------------------------------------------------

EVERYBODY = {Role.STUDENT, Role.PARENT, Role.TEACHER, Role.MENTOR, Role.PSYCHOLOGIST, Role.ADMIN}
PAGES = {
    "": EVERYBODY,
    "/{qualification}": EVERYBODY,
    "/mine": {Role.STUDENT, Role.PARENT},
    "/queue": {Role.TEACHER, Role.MENTOR},
    "/issued": {Role.TEACHER, Role.MENTOR, Role.ADMIN},
    "/issuer": {Role.ADMIN},
    "/enrolments/{enrolment}": {Role.STUDENT, Role.PARENT, Role.TEACHER},
    "/evidence/{proof}": {Role.TEACHER},
    "/credentials/{credential}": {Role.STUDENT, Role.PARENT, Role.TEACHER, Role.ADMIN},
    "/credentials/{credential}/kk.json": {Role.STUDENT, Role.PARENT, Role.TEACHER, Role.ADMIN},
    "/credentials/{credential}/de.json": set(),
    "/credentials/{credential}/kk.exe": set(),
}


def test_every_role_opens_its_own_pages_and_no_other(
    awarded: UUID, way: Way, parasat_app: Flask, parasat_client: Clients, parasat_inside: Inside
) -> None:
    with parasat_inside():
        proof = db.session.scalars(select(ModuleProof.id)).first()
    ids = {
        "qualification": way.qualification,
        "enrolment": way.enrolment,
        "proof": proof,
        "credential": awarded,
    }
    wrong = []
    for role in (*EVERYBODY, Role.NETWORK):
        client = parasat_client(role)
        for page, allowed in PAGES.items():
            status = client.get(MICRO + page.format(**ids)).status_code
            if status != (200 if role in allowed else 404):
                wrong.append((role, page, status))
    assert not wrong
    stranger = parasat_app.test_client()
    for page in PAGES:
        assert stranger.get(MICRO + page.format(**ids)).status_code == 303, page


POSTS = {
    "/{qualification}/wish": {Role.STUDENT},
    "/enrolments/{enrolment}/answer": {Role.TEACHER},
    "/evidence/{proof}": {Role.TEACHER},
    "/credentials/{credential}/revoke": {Role.TEACHER, Role.ADMIN},
    "/issuer": {Role.ADMIN},
    "/issuer/keys": {Role.ADMIN},
    "/issuer/issue": {Role.ADMIN},
    # The last one: an empty form leaves nobody to assess.
    "/{qualification}/assessors": {Role.ADMIN},
}


def test_nobody_changes_what_is_not_theirs(
    awarded: UUID, way: Way, parasat_app: Flask, parasat_client: Clients, parasat_inside: Inside
) -> None:
    with parasat_inside():
        proof = db.session.scalars(select(ModuleProof.id)).first()
    ids = {
        "qualification": way.qualification,
        "enrolment": way.enrolment,
        "proof": proof,
        "credential": awarded,
    }
    wrong = []
    clients = {role: parasat_client(role) for role in (*EVERYBODY, Role.NETWORK)}
    for page, allowed in POSTS.items():
        for role, client in clients.items():
            status = client.post(MICRO + page.format(**ids), data={}).status_code
            if (status == 404) == (role in allowed):
                wrong.append((role, page, status))
    assert not wrong
    for page in POSTS:
        answer = parasat_app.test_client().post(MICRO + page.format(**ids), data={})
        assert answer.status_code in {303, 400}


def test_a_teacher_who_does_not_assess_it_sees_and_revokes_nothing(
    awarded: UUID, way: Way, parasat_client: Clients, parasat_inside: Inside
) -> None:
    with parasat_inside():
        changes.name_assessors(way.qualification, [])
    teacher = parasat_client(Role.TEACHER)
    assert teacher.get(f"{MICRO}/enrolments/{way.enrolment}").status_code == 404
    assert teacher.get(f"{MICRO}/credentials/{awarded}").status_code == 404
    assert teacher.post(f"{MICRO}/credentials/{awarded}/revoke", data={"reason": "x"}).status_code == 404
    assert str(awarded) not in teacher.get(f"{MICRO}/issued").text


# --- verifying ------------------------------------------------------------------------------------------------


def test_the_four_answers_in_plain_words(
    awarded: UUID, parasat_app: Flask, parasat_client: Clients, parasat_inside: Inside
) -> None:
    stranger, admin = parasat_app.test_client(), parasat_client(Role.ADMIN)
    assert "The credential is valid." in verdict(stranger, awarded)
    with parasat_inside():
        document = db.session.scalars(select(StatusList)).one().document
        db.session.execute(update(StatusList).values(document={}))
    assert "It cannot be told now" in verdict(stranger, awarded)
    with parasat_inside():
        db.session.execute(update(StatusList).values(document=document))
    assert admin.post(f"{MICRO}/credentials/{awarded}/revoke", data={"reason": " "}).status_code == 422
    assert (
        admin.post(f"{MICRO}/credentials/{awarded}/revoke", data={"reason": "Қате берілді"}).status_code
        == 303
    )
    said = verdict(stranger, awarded)
    assert "The credential was revoked." in said
    assert "Қате берілді" not in said, "the reason stays in the school"
    assert admin.post(f"{MICRO}/credentials/{awarded}/revoke", data={"reason": "тағы"}).status_code == 409
    assert stranger.get(f"/verify/{uuid4()}").status_code == 404


@pytest.mark.parametrize("kind", ["png", "svg", "json", "jwt"])
def test_every_download_verifies_where_it_is_brought(
    awarded: UUID, parasat_client: Clients, parasat_app: Flask, kind: str
) -> None:
    student = parasat_client(Role.STUDENT)
    answer = student.get(f"{MICRO}/credentials/{awarded}/ru.{kind}")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    if kind in {"png", "svg"}:
        sent: dict[str, Any] = {"picture": (io.BytesIO(answer.data), f"x.{kind}")}
    else:
        sent = {"credential": answer.text}
    page = student.post("/verify?lang=en", data=sent, content_type="multipart/form-data")
    assert page.status_code == 200
    assert "The credential is valid." in page.text
    assert "Гид" in page.text


def test_a_changed_download_is_called_forged_and_a_strangers_unknown(
    awarded: UUID, parasat_client: Clients
) -> None:
    student = parasat_client(Role.STUDENT)
    text = student.get(f"{MICRO}/credentials/{awarded}/kk.json").text
    forged = text.replace("Тур гид", "Ғарышкер", 1)
    assert "forged" in student.post("/verify?lang=en", data={"credential": forged}).text
    assert "Ғарышкер" not in student.post("/verify?lang=en", data={"credential": forged}).text
    foreign = text.replace(f"{BASE}/verify/issuers/", "https://other.example/verify/issuers/")
    assert "issuer is unknown" in student.post("/verify?lang=en", data={"credential": foreign}).text
    nobody = student.post("/verify?lang=en", data={"credential": "сәлем"})
    assert nobody.status_code == 422
    assert "not a credential" in nobody.text
    assert student.post("/verify?lang=en", data={"credential": "x" * 200_000}).status_code == 422
    # Made whole here: the test client would put a form of this size in a file and forget to close it.
    picture = FileStorage(io.BytesIO(b"\x89PNG\r\n\x1a\n" + b"0" * 3_000_000), "x.png")
    boundary, large = encode_multipart({"picture": picture})
    kind = f'multipart/form-data; boundary="{boundary}"'
    assert student.post("/verify", data=large, content_type=kind).status_code == 422


def test_a_machine_reads_the_document_the_issuer_and_the_list(awarded: UUID, parasat_app: Flask) -> None:
    stranger = parasat_app.test_client()
    document = stranger.get(f"/verify/{awarded}/kk", headers={"Accept": "application/json"}).get_json()
    assert document["id"] == f"{BASE}/verify/{awarded}/kk"
    profile = stranger.get(document["issuer"]["id"].removeprefix(BASE))
    assert profile.headers["Access-Control-Allow-Origin"] == "*"
    assert document["proof"][0]["verificationMethod"] in profile.get_json()["assertionMethod"]
    listed = stranger.get(document["credentialStatus"]["statusListCredential"].removeprefix(BASE)).get_json()
    assert listed["type"] == ["VerifiableCredential", "BitstringStatusListCredential"]
    assert stranger.get(f"/verify/issuers/{uuid4()}").status_code == 404
    assert stranger.get(f"/verify/status/{uuid4()}").status_code == 404


def test_what_a_credential_points_to_answers_in_three_languages_and_names_nobody(
    awarded: UUID, parasat_app: Flask
) -> None:
    stranger = parasat_app.test_client()
    document = stranger.get(f"/verify/{awarded}/kk", headers={"Accept": "application/json"}).get_json()
    aligned = document["credentialSubject"]["achievement"]["alignment"]
    assert aligned
    for attribute in aligned:
        page = stranger.get(attribute["targetUrl"].removeprefix(BASE))
        assert page.status_code == 200
        assert attribute["targetName"] in page.text
        assert attribute["targetDescription"] in page.text
        assert "Ахметова" not in page.text
        for language in ("kk", "ru", "en"):
            spoken = stranger.get(attribute["targetUrl"].removeprefix(BASE), query_string={"lang": language})
            assert f'<html lang="{language}"' in spoken.text
            assert spoken.text.count("<section lang=") == 2
    issuer = document["issuer"]["id"].removeprefix(BASE)
    known = aligned[0]["targetUrl"].rsplit("/", 1)[1]
    assert stranger.get(f"{issuer}/attributes/{uuid4()}").status_code == 404
    assert stranger.get(f"/verify/issuers/{uuid4()}/attributes/{known}").status_code == 404


def test_a_credential_verifies_after_its_school_has_switched_the_programme_off(
    awarded: UUID, parasat_app: Flask, parasat_client: Clients
) -> None:
    admin = parasat_client(Role.ADMIN)
    admin.post("/school/programmes/parasat_microqualifications", data={"enabled": "no"})
    assert admin.get(MICRO).status_code == 404
    assert "The credential is valid." in verdict(parasat_app.test_client(), awarded)


# --- keys -----------------------------------------------------------------------------------------------------


def test_what_an_old_key_has_signed_still_verifies_after_rotation(
    awarded: UUID, parasat_app: Flask, parasat_client: Clients, parasat_inside: Inside
) -> None:
    admin = parasat_client(Role.ADMIN)
    assert admin.post(f"{MICRO}/issuer/keys", data={"seen": "1"}).status_code == 303
    assert "The credential is valid." in verdict(parasat_app.test_client(), awarded)
    assert admin.post(f"{MICRO}/issuer/keys", data={"seen": "1"}).status_code == 303, "the same press again"
    with parasat_inside():
        kept = credentials.keys()
        assert [key.number for key in kept] == [2, 1]
        assert [key.number for key in kept if key.retired_at] == [1]


def test_with_another_secret_nothing_is_signed_and_everything_verifies(
    awarded: UUID, parasat_app: Flask, parasat_client: Clients, parasat_inside: Inside
) -> None:
    with parasat_inside():
        db.session.execute(update(IssuerKey).values(locked=b"0" * 60))
    assert "The credential is valid." in verdict(parasat_app.test_client(), awarded)
    admin = parasat_client(Role.ADMIN)
    assert admin.post(f"{MICRO}/credentials/{awarded}/revoke", data={"reason": "x"}).status_code == 422
    assert admin.post(f"{MICRO}/issuer/keys", data={"seen": "1"}).status_code == 303
    assert admin.post(f"{MICRO}/credentials/{awarded}/revoke", data={"reason": "x"}).status_code == 303
    assert "The credential was revoked." in verdict(parasat_app.test_client(), awarded)


def test_an_expired_credential_says_so(awarded: UUID, parasat_inside: Inside, parasat_app: Flask) -> None:
    with parasat_inside():
        whole = credentials.credential(awarded)
        assert whole is not None
        assert whole.expires_at is None
        start = whole.issued_at
    assert issuing.months_after(start.replace(year=2026, month=1, day=31), 1) == start.replace(
        year=2026, month=2, day=28
    )
    assert issuing.months_after(start, 36) == start.replace(year=start.year + 3)
    assert issuing.months_after(start, None) is None
    assert start + timedelta(days=1) > start


def test_a_passed_qualification_waits_where_the_school_cannot_sign_and_a_job_issues_it(
    awarded: UUID, parasat_inside: Inside, parasat_client: Clients, parasat_app: Flask
) -> None:
    with parasat_inside():
        credential = find(Credential, awarded)
        db.session.delete(credential)
        db.session.flush()
        assert db.session.scalars(select(Enrolment.state)).one() == "passed"
    admin = parasat_client(Role.ADMIN)
    started = admin.post(f"{MICRO}/issuer/issue")
    assert started.status_code == 303
    page = admin.get(started.location)
    assert 'hx-trigger="every 2s"' in page.text
    with parasat_app.app_context():
        assert work_jobs() == 1
    done = admin.get(started.location, headers={"HX-Request": "true"})
    assert "<html" not in done.text
    assert "hx-trigger" not in done.text
    with parasat_inside():
        assert len(db.session.scalars(select(Credential.id)).all()) == 1
    assert admin.post(f"{MICRO}/issuer/issue").location.endswith("/issuer")
