"""Hours of service: logged, confirmed inside, confirmed outside by a link; and what is tried on the link."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from parasat_zholy.models import ServiceEntry
from parasat_zholy.operations import service
from parasat_zholy.operations.service import ServiceInput
from parasat_zholy.queries.service import confirmed_days
from sqlalchemy import select

from parasat_lms.features.people.models import Guardianship
from parasat_lms.plugin_api import Conflict, clock, db, find
from parasat_lms.testing import SECRET

if TYPE_CHECKING:
    from conftest import Zholy

PAGE = "/school/zholy/service"
TEXT = "Кітапханада кітап түптедім"


def good(zholy: Zholy, **other: str) -> dict[str, str]:
    """A form as a student fills it in."""
    return {
        "form_key": str(uuid4()),
        "served_on": zholy.today.isoformat(),
        "hours": "1.25",
        "text": TEXT,
        "supervisor": str(zholy.people["teacher"]),
        "outside_name": "",
        "activity": "",
        **other,
    }


def entries(zholy: Zholy) -> list[ServiceEntry]:
    with zholy.inside():
        found = list(db.session.scalars(select(ServiceEntry).order_by(ServiceEntry.logged_at)))
        db.session.expunge_all()
        return found


def logged(zholy: Zholy, **other: object) -> UUID:
    """An entry of the student that waits for somebody outside."""
    given = {"supervisor_id": None, "outside_name": "Гүлбаршын, «Мейірім» қоры", **other}
    with zholy.inside():
        wanted = ServiceInput(zholy.today, Decimal("1.5"), TEXT, **given)  # type: ignore[arg-type]
        return service.log_hours(wanted, zholy.people["student"]).id


def link_of(client: FlaskClient, entry_id: UUID) -> str:
    """Make the link as the class's staff does, and read it off the page."""
    assert client.post(f"{PAGE}/{entry_id}/link").status_code == 303
    page = client.get(f"{PAGE}/{entry_id}").text
    found = re.search(r'value="http://[^/"]+(/school/zholy/confirm/[^"]+)"', page)
    assert found
    return found[1]


@pytest.fixture
def outsider(zholy: Zholy) -> FlaskClient:
    """A browser of nobody, with the token of our own pages."""
    client = zholy.client("student")
    token = client.environ_base["HTTP_X_CSRFTOKEN"]
    stranger = zholy.app.test_client()
    with client.session_transaction() as session:
        csrf = session["csrf_token"]
    with stranger.session_transaction() as session:
        session["csrf_token"] = csrf
    stranger.environ_base["HTTP_X_CSRFTOKEN"] = token
    return stranger


# --- logging -------------------------------------------------------------------------------------------------------


def test_a_student_writes_hours_down_and_a_named_supervisor_confirms_them(zholy: Zholy) -> None:
    student, teacher = zholy.client("student"), zholy.client("teacher")
    assert student.post(PAGE, data=good(zholy)).status_code == 303
    entry = entries(zholy)[0]
    assert (entry.state, entry.hours) == ("waiting", Decimal("1.25"))
    assert TEXT in teacher.get(PAGE).text
    assert teacher.post(f"{PAGE}/{entry.id}", data={"decision": "confirm"}).status_code == 303
    page = student.get(f"{PAGE}?lang=kk").text
    assert "1,25 сағ" in page
    assert entries(zholy)[0].decided_by_id == zholy.people["teacher"]


def test_only_confirmed_hours_count(zholy: Zholy) -> None:
    for state in ("waiting", "confirmed", "declined"):
        entry_id = logged(zholy)
        if state != "waiting":
            with zholy.inside():
                service.decide(
                    entry_id, confirmed=state == "confirmed", remark="", decided_by_id=zholy.people["teacher"]
                )
    student = zholy.people["student"]
    with zholy.inside():
        days = confirmed_days([student], zholy.today, zholy.today)
    assert days == {student: [(zholy.today, Decimal("1.5"))]}


def test_the_same_form_sent_twice_writes_hours_once(zholy: Zholy) -> None:
    student, form = zholy.client("student"), good(zholy)
    assert [student.post(PAGE, data=form).status_code for _ in range(2)] == [303, 303]
    assert len(entries(zholy)) == 1


def test_a_key_of_somebody_elses_form_neither_shows_nor_changes_theirs(zholy: Zholy) -> None:
    form = good(zholy)
    assert zholy.client("student").post(PAGE, data=form).status_code == 303
    answer = zholy.client("student2").post(PAGE, data={**form, "text": "Басқа іс"})
    assert answer.status_code == 303
    assert {entry.student_id: entry.text for entry in entries(zholy)} == {
        zholy.people["student"]: TEXT,
        zholy.people["student2"]: "Басқа іс",
    }


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("hours", "0"),
        ("hours", "12.25"),
        ("hours", "0.3"),
        ("hours", "-1"),
        ("hours", "NaN"),
        ("hours", "Infinity"),
        ("hours", "1e9"),
        ("hours", "бір"),
        ("hours", ""),
        ("served_on", ""),
        ("served_on", "2026-13-01"),
        ("served_on", "1999-01-01"),
        ("served_on", "2999-01-01"),
        ("text", ""),
        ("text", "   "),
        ("text", "ы" * 1001),
        ("text", "a\x00b"),
        ("supervisor", ""),
        ("supervisor", "nobody"),
        ("supervisor", str(UUID(int=7))),
        ("supervisor", "outside"),
        ("activity", str(UUID(int=7))),
        ("outside_name", "Біреу"),
    ],
)
def test_a_wrong_field_is_named_and_what_was_typed_is_kept(zholy: Zholy, field: str, value: str) -> None:
    answer = zholy.client("student").post(PAGE, data=good(zholy, **{field: value}))
    assert answer.status_code == 422
    named = "outside_name" if (field, value) == ("supervisor", "outside") else field
    assert f'id="{named}-errors"' in answer.text
    assert (TEXT if field != "text" else "1.25") in answer.text
    assert not entries(zholy)


def test_all_entries_of_a_day_share_twelve_hours_and_a_declined_one_gives_its_hours_back(
    zholy: Zholy,
) -> None:
    student = zholy.client("student")
    assert student.post(PAGE, data=good(zholy, hours="8")).status_code == 303
    refused = student.post(PAGE, data=good(zholy, hours="4.25"))
    assert refused.status_code == 422
    assert 'id="hours-errors"' in refused.text
    with zholy.inside():
        first = db.session.scalars(select(ServiceEntry)).one()
        service.decide(first.id, confirmed=False, remark="жоқ", decided_by_id=zholy.people["teacher"])
    assert student.post(PAGE, data=good(zholy, hours="12")).status_code == 303


def test_a_student_cannot_confirm_or_decide_anything_through_the_form(zholy: Zholy) -> None:
    sent = good(zholy, state="confirmed", decided_at="2026-01-01", student_id=str(zholy.people["student2"]))
    assert zholy.client("student").post(PAGE, data=sent).status_code == 303
    entry = entries(zholy)[0]
    assert (entry.state, entry.student_id) == ("waiting", zholy.people["student"])


def test_an_undecided_entry_can_be_taken_back_and_a_decided_one_cannot(zholy: Zholy) -> None:
    first, second = logged(zholy), logged(zholy)
    with zholy.inside():
        service.decide(second, confirmed=True, remark="", decided_by_id=zholy.people["teacher"])
    student = zholy.client("student")
    assert student.post(f"{PAGE}/{first}/take-back").status_code == 303
    assert student.post(f"{PAGE}/{second}/take-back").status_code == 409
    assert [entry.id for entry in entries(zholy)] == [second]


def test_who_declines_says_why(zholy: Zholy) -> None:
    entry_id, teacher = (
        logged(zholy, supervisor_id=zholy.people["teacher"], outside_name=""),
        zholy.client("teacher"),
    )
    refused = teacher.post(f"{PAGE}/{entry_id}", data={"decision": "decline", "remark": " "})
    assert refused.status_code == 422
    assert 'id="remark-errors"' in refused.text
    assert teacher.post(f"{PAGE}/{entry_id}", data={}).status_code == 422
    assert (
        teacher.post(f"{PAGE}/{entry_id}", data={"decision": "decline", "remark": "Кезекшілік"}).status_code
        == 303
    )
    assert "Кезекшілік" in zholy.client("student").get(PAGE).text


def test_what_is_decided_stays_decided(zholy: Zholy) -> None:
    entry_id = logged(zholy, supervisor_id=zholy.people["teacher"], outside_name="")
    teacher = zholy.client("teacher")
    assert teacher.post(f"{PAGE}/{entry_id}", data={"decision": "confirm"}).status_code == 303
    again = teacher.post(f"{PAGE}/{entry_id}", data={"decision": "decline", "remark": "жоқ"})
    assert again.status_code == 409
    assert entries(zholy)[0].state == "confirmed"


def test_nobody_confirms_the_hours_of_the_own_child(zholy: Zholy) -> None:
    with zholy.inside():
        tie = Guardianship(guardian_id=zholy.people["teacher"], student_id=zholy.people["student"])
        db.session.add(tie)
    entry_id = logged(zholy, supervisor_id=zholy.people["teacher"], outside_name="")
    teacher = zholy.client("teacher")
    assert teacher.post(f"{PAGE}/{entry_id}", data={"decision": "confirm"}).status_code == 404
    assert TEXT not in teacher.get(PAGE).text.split("<h2")[1]


# --- the link -------------------------------------------------------------------------------------------------------


def test_somebody_outside_confirms_once_and_sees_given_name_and_class_only(
    zholy: Zholy, outsider: FlaskClient
) -> None:
    entry_id = logged(zholy)
    link = link_of(zholy.client("admin"), entry_id)
    page = outsider.get(link)
    assert page.status_code == 200
    assert "Student" in page.text
    assert "7 «А»" in page.text
    assert "Ахметова" not in page.text
    assert str(zholy.people["student"]) not in page.text
    assert outsider.post(link, data={"decision": "confirm", "remark": "Рақмет!"}).location.endswith("/thanks")
    entry = entries(zholy)[0]
    assert (entry.state, entry.remark, entry.decided_by_id) == ("confirmed", "Рақмет!", None)
    assert outsider.get(link).status_code == 410
    assert outsider.post(link, data={"decision": "decline", "remark": "x"}).status_code == 410
    assert entries(zholy)[0].state == "confirmed"


def test_opening_the_link_changes_nothing(zholy: Zholy, outsider: FlaskClient) -> None:
    entry_id = logged(zholy)
    link = link_of(zholy.client("admin"), entry_id)
    before = entries(zholy)[0].link_key
    for method in ("GET", "HEAD"):
        assert outsider.open(link, method=method).status_code == 200
    outsider.get(f"{link}?decision=confirm")
    entry = entries(zholy)[0]
    assert (entry.state, entry.link_key) == ("waiting", before)


def test_an_invalid_decision_keeps_the_link_alive(zholy: Zholy, outsider: FlaskClient) -> None:
    link = link_of(zholy.client("admin"), logged(zholy))
    assert outsider.post(link, data={"decision": "perhaps"}).status_code == 422
    assert outsider.post(link, data={"decision": "decline"}).status_code == 422
    assert outsider.post(link, data={"decision": "decline", "remark": "Танымаймын"}).status_code == 303
    assert entries(zholy)[0].state == "declined"


def test_a_forged_decision_without_our_token_is_refused(zholy: Zholy) -> None:
    link = link_of(zholy.client("admin"), logged(zholy))
    assert zholy.app.test_client().post(link, data={"decision": "confirm"}).status_code == 400
    assert entries(zholy)[0].state == "waiting"


def test_a_newer_link_replaces_the_older_one(zholy: Zholy, outsider: FlaskClient) -> None:
    admin, entry_id = zholy.client("admin"), logged(zholy)
    old = link_of(admin, entry_id)
    new = link_of(admin, entry_id)
    assert old != new
    assert outsider.get(old).status_code == 410
    assert outsider.post(old, data={"decision": "confirm"}).status_code == 410
    assert outsider.get(new).status_code == 200


def test_an_expired_link_says_so_and_shows_nothing(zholy: Zholy, outsider: FlaskClient) -> None:
    entry_id = logged(zholy)
    link = link_of(zholy.client("admin"), entry_id)
    with clock.frozen_at(datetime.now(UTC) + service.LINK_LASTS + timedelta(minutes=1)):
        page = outsider.get(link)
        assert page.status_code == 410
        assert TEXT not in page.text
        assert outsider.post(link, data={"decision": "confirm"}).status_code == 410
    assert entries(zholy)[0].state == "waiting"


def test_a_changed_link_is_no_link(zholy: Zholy, outsider: FlaskClient) -> None:
    link = link_of(zholy.client("admin"), logged(zholy))
    head, _, token = link.rpartition("/")
    payload, stamp, signature = token.rsplit(".", 2)
    for wrong in (
        token[:-1] + ("A" if token[-1] != "A" else "B"),
        f"{payload}.{stamp}",
        f"{payload}x.{stamp}.{signature}",
        f"{payload}.AAAA.{signature}",
        "x" * 5000,
        "%00",
        "null",
        "..%2f..",
    ):
        for answer in (
            outsider.get(f"{head}/{wrong}"),
            outsider.post(f"{head}/{wrong}", data={"decision": "confirm"}),
        ):
            assert answer.status_code == 404, wrong
            assert TEXT not in answer.text
    assert entries(zholy)[0].state == "waiting"


def signed(said: object, salt: str = "parasat_zholy.service") -> str:
    """A token that carries a right signature and wrong words."""
    return "/school/zholy/confirm/" + str(URLSafeTimedSerializer(SECRET, salt=salt).dumps(said))


def test_a_right_signature_over_other_words_opens_nothing(zholy: Zholy, outsider: FlaskClient) -> None:
    entry_id = logged(zholy)
    link_of(zholy.client("admin"), entry_id)
    key = entries(zholy)[0].link_key
    right = {"school": str(zholy.school.id), "entry": str(entry_id), "key": key}
    assert outsider.get(signed(right)).status_code == 200
    for wrong in (
        {**right, "school": str(UUID(int=7))},
        {**right, "entry": str(UUID(int=7))},
        {**right, "entry": "x"},
        {**right, "key": None},
        {**right, "key": ""},
        {**right, "key": "guess"},
        [str(entry_id)],
        str(entry_id),
        None,
    ):
        assert outsider.get(signed(wrong)).status_code in {404, 410}, wrong
    assert outsider.get(signed(right, salt="wtf-csrf-token")).status_code == 404


def test_the_student_who_came_by_the_link_cannot_use_it(zholy: Zholy) -> None:
    link = link_of(zholy.client("admin"), logged(zholy))
    student = zholy.client("student")
    assert student.get(link).status_code == 404
    assert student.post(link, data={"decision": "confirm"}).status_code == 404
    assert entries(zholy)[0].state == "waiting"
    assert "/confirm/" not in student.get(PAGE).text


def test_a_link_is_made_only_for_somebody_outside_and_only_while_it_waits(zholy: Zholy) -> None:
    inside = logged(zholy, supervisor_id=zholy.people["teacher"], outside_name="")
    admin = zholy.client("admin")
    assert admin.post(f"{PAGE}/{inside}/link").status_code == 422
    outside = logged(zholy)
    with zholy.inside():
        service.decide(outside, confirmed=True, remark="", decided_by_id=zholy.people["admin"])
    assert admin.post(f"{PAGE}/{outside}/link").status_code == 409


def test_deciding_without_the_key_of_the_link_is_refused(zholy: Zholy) -> None:
    entry_id = logged(zholy)
    for key in (None, "", "guess"):
        with pytest.raises(Conflict), zholy.inside():
            service.decide(entry_id, confirmed=True, remark="", decided_by_id=None, link_key=key)
    with zholy.inside():
        entry = find(ServiceEntry, entry_id)
        assert entry
        assert entry.state == "waiting"


def test_text_of_a_student_is_shown_as_text(zholy: Zholy, outsider: FlaskClient) -> None:
    evil = "<script>alert(1)</script>"
    zholy.client("student").post(PAGE, data=good(zholy, text=evil, supervisor="outside", outside_name=evil))
    entry = entries(zholy)[0]
    admin = zholy.client("admin")
    link = link_of(admin, entry.id)
    for page in (admin.get(PAGE), admin.get(f"{PAGE}/{entry.id}"), outsider.get(link)):
        assert "<script>alert" not in page.text
