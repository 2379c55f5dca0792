"""Credentials: signed both ways, believed by verifiers that others wrote, and broken by every change."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st
from openbadgeslib.baking import extract_png, extract_svg
from openbadgeslib.ob3.ldp import OB3LdpVerifier
from openbadgeslib.ob3.verifier import OB3VerificationError, OB3Verifier
from parasat_microqualifications.domain import baking, documents, keys, pictures, proofs, status_list, tokens
from parasat_microqualifications.domain.canonical import CONTEXTS, FOLDER, canonical
from parasat_microqualifications.domain.press import Press
from parasat_microqualifications.domain.verifying import Verdict

from parasat_lms.domain.localized import LANGUAGES, LocalizedText
from tests.support.node import run_node

FONTS = Path(documents.__file__).parents[4] / "parasat_lms" / "static" / "fonts"
NODE = """
import fs from "node:fs";
import * as vc from "@digitalbazaar/vc";
import {DataIntegrityProof} from "@digitalbazaar/data-integrity";
import {cryptosuite} from "@digitalbazaar/eddsa-rdfc-2022-cryptosuite";
import * as did from "did-context";
import * as multikey from "@digitalbazaar/multikey-context";

const told = JSON.parse(fs.readFileSync(0, "utf8"));
const held = (module, url) => (module.default?.contexts || module.contexts).get(url);
const documentLoader = async url => {
  let document = told.contexts[url] || held(did, url) || held(multikey, url);
  if (url === told.profile.id) document = told.profile;
  const method = told.profile.verificationMethod.find(method => method.id === url);
  if (method) document = {"@context": "https://w3id.org/security/multikey/v1", ...method};
  if (!document) throw new Error("nothing is fetched: " + url);
  return {contextUrl: null, documentUrl: url, document};
};
const answers = [];
for (const credential of told.credentials) {
  const suite = new DataIntegrityProof({cryptosuite});
  const checkStatus = async () => ({verified: true});
  const found = await vc.verifyCredential({credential, suite, documentLoader, checkStatus});
  answers.push(found.verified);
}
process.stdout.write(JSON.stringify(answers));
"""


def face() -> pictures.Face:
    return pictures.Face(
        title="Қаржы сауаттылығы және инвестиция",
        kind="Микробіліктілік",
        school="«Алатау» Парасат мектебі",
        brand="#0f5c63",
        on_brand="#ffffff",
        accent="#c9852c",
        heading_font=FONTS / "literata-500.woff2",
        text_font=FONTS / "golos-text-600.woff2",
    )


def pem(key: keys.SigningKey) -> bytes:
    public = Ed25519PublicKey.from_public_bytes(key.public.raw)
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every word and number of a document."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield from leaves(part, (*path, name))
    elif isinstance(value, list):
        for place, part in enumerate(value):
            yield from leaves(part, (*path, place))
    else:
        yield path


def put(document: dict[str, Any], path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    changed = copy.deepcopy(document)
    at: Any = changed
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    return changed


# --- what is issued -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_credential_is_valid_in_every_language_as_document_and_as_token(bench: Any, language: str) -> None:
    assert bench.verdict(bench.signed(language)) is Verdict.VALID
    assert bench.verdict(bench.token(language)) is Verdict.VALID


def test_a_credential_names_nobody_and_says_what_the_standard_asks_for(bench: Any) -> None:
    document = bench.document()
    assert document["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    subject = document["credentialSubject"]
    assert set(subject) == {"id", "type", "achievement", "result"}
    assert subject["id"].startswith("urn:uuid:")
    achievement = subject["achievement"]
    assert achievement["achievementType"] == "MicroCredential"
    assert {one["targetCode"] for one in achievement["alignment"]} == {"GA1", "GA5"}
    for described, result in zip(achievement["resultDescription"], subject["result"], strict=True):
        levels = [level["id"] for level in described["rubricCriterionLevel"]]
        assert described["resultType"] == "RubricCriterionLevel"
        assert result["achievedLevel"] in levels
        assert described["requiredLevel"] in levels
    assert [one["inLanguage"] for one in achievement["related"]] == ["ru", "en"]


def test_every_thing_has_an_id_so_the_canonical_form_holds_no_blank_node(bench: Any) -> None:
    assert b"_:" not in canonical(bench.document())


def test_nothing_is_fetched_for_the_canonical_form() -> None:
    assert {file.name for file in FOLDER.iterdir()} == set(CONTEXTS.values())


def test_the_press_signs_exactly_what_the_slow_way_signs(bench: Any) -> None:
    press = Press(bench.key)
    achieved, issued = bench.facts()
    facts = [another(achieved, issued, number) for number in range(3)]
    for achieved, issued in facts:
        for language in LANGUAGES:
            fast = press.signed(achieved, issued, language).document
            slow = proofs.signed(documents.credential(achieved, issued, language), bench.key, issued.at)
            assert fast == slow


def another(
    achieved: documents.Achieved, issued: documents.IssuedAs, number: int
) -> tuple[documents.Achieved, documents.IssuedAs]:
    """The same qualification, passed by another student with other levels."""
    criteria = tuple(
        replace(criterion, achieved=criterion.levels[(number + place) % 4].id)
        for place, criterion in enumerate(achieved.criteria)
    )
    other = replace(
        issued,
        verify=f"https://lms.example/verify/{uuid4()}",
        subject=uuid4(),
        status_index=number,
        at=issued.at + timedelta(minutes=number),
    )
    return replace(achieved, criteria=criteria), other


@pytest.mark.parametrize(
    "change",
    [
        {"issuer_name": LocalizedText("Жаңа атау", "Новое имя", "New name")},
        {"site": "https://lms.example/other/about"},
        {"attributes": ()},
        {"framework": LocalizedText("Басқа", "Другое", "Other")},
        {"narrative": LocalizedText("Басқа", "Другое", "Other")},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_a_press_has_learnt_never_outlives_a_change_of_words(bench: Any, change: dict[str, Any]) -> None:
    achieved, issued = bench.facts()
    press = Press(bench.key)
    press.signed(achieved, issued, "kk")
    later: Any = {
        name: value for name, value in change.items() if name in documents.IssuedAs.__dataclass_fields__
    }
    others: Any = {name: value for name, value in change.items() if name not in later}
    anew = press.signed(replace(achieved, **others), replace(issued, **later), "kk")
    assert bench.verdict(anew.document) is Verdict.VALID


def test_an_alignment_points_to_a_page_of_the_issuer(bench: Any) -> None:
    document = bench.document()
    achievement = document["credentialSubject"]["achievement"]
    for aligned in achievement["alignment"]:
        page, attribute_id = aligned["targetUrl"].rsplit("/", 1)
        assert page == f"{document['issuer']['id']}/attributes"
        assert str(UUID(attribute_id)) == attribute_id


# --- other people's verifiers ---------------------------------------------------------------------------------


def test_openbadgeslib_accepts_both_proofs_and_refuses_a_changed_word(bench: Any) -> None:
    by_proof, by_token = OB3LdpVerifier(pubkey_pem=pem(bench.key)), OB3Verifier(pubkey_pem=pem(bench.key))
    signed = bench.signed()
    assert by_proof.verify(signed).issuer.name == signed["issuer"]["name"]
    assert by_token.verify(bench.token()).issuer.id == signed["issuer"]["id"]
    with pytest.raises(OB3VerificationError):
        by_proof.verify(put(signed, ("credentialSubject", "achievement", "name"), "Басқа атау"))
    head, _, tail = bench.token().rpartition(".")
    with pytest.raises(OB3VerificationError):
        by_token.verify(f"{head}.{tail[:-4]}AAAA")


def test_openbadgeslib_finds_the_credential_in_both_pictures(bench: Any) -> None:
    signed, token = bench.signed(), bench.token()
    text = json.dumps(signed, ensure_ascii=False)
    from_png = extract_png(baking.into_png(pictures.png(face()), text), keyword=b"openbadgecredential")
    from_svg = extract_svg(
        baking.into_svg(pictures.svg(face()), token).encode("utf-8"), element="openbadges:credential"
    )
    assert OB3LdpVerifier(pubkey_pem=pem(bench.key)).verify(from_png).issuer.id == signed["issuer"]["id"]
    said = from_svg if isinstance(from_svg, str) else from_svg.decode("ascii")
    assert OB3Verifier(pubkey_pem=pem(bench.key)).verify(said).issuer.id == signed["issuer"]["id"]


def test_the_javascript_verifier_accepts_ours_and_refuses_a_changed_word(bench: Any) -> None:
    good = [bench.signed(language) for language in LANGUAGES]
    bad = put(good[0], ("credentialSubject", "achievement", "description"), "Басқа сипаттама")
    listed = documents.ListedKey(bench.key.address, bench.key.public.multibase, None)
    profile = documents.profile(good[0]["issuer"]["id"], "Мектеп", "https://lms.example", [listed])
    contexts = {
        url: json.loads((FOLDER / name).read_text(encoding="utf-8")) for url, name in CONTEXTS.items()
    }
    told = {"credentials": [*good, bench.status(), bad], "profile": profile, "contexts": contexts}
    assert run_node(NODE, told) == [True, True, True, True, False]


# --- every change ---------------------------------------------------------------------------------------------


def test_every_leaf_of_a_credential_is_protected(bench: Any) -> None:
    signed = bench.signed(until=bench.now + timedelta(days=9))
    for path in leaves(signed):
        value: Any = signed
        for step in path:
            value = value[step]
        changed = put(signed, path, value[:-1] + ("0" if value[-1] != "0" else "1"))
        assert bench.verdict(changed) is not Verdict.VALID, path


def test_every_part_that_is_left_out_is_missed(bench: Any) -> None:
    signed = bench.signed(until=bench.now + timedelta(days=9))
    parents = {path[:end] for path in leaves(signed) for end in range(1, len(path) + 1)}
    for path in parents:
        changed = copy.deepcopy(signed)
        at: Any = changed
        for step in path[:-1]:
            at = at[step]
        del at[path[-1]]
        assert bench.verdict(changed) is not Verdict.VALID, path


@pytest.mark.parametrize(
    "place", [(), ("issuer",), ("credentialSubject",), ("credentialSubject", "achievement")]
)
@pytest.mark.parametrize("name", ["note", "@type", "schema:email", "https://schema.org/email", "_:x"])
def test_a_word_that_was_added_is_a_forgery_even_where_no_proof_could_see_it(
    bench: Any, place: tuple[str, ...], name: str
) -> None:
    assert bench.verdict(put(bench.signed(), (*place, name), "өтірік")) is Verdict.TAMPERED


@pytest.mark.parametrize("claim", ["iss", "jti", "nbf", "sub"])
def test_a_token_whose_claims_say_something_else_is_a_forgery(bench: Any, claim: str) -> None:
    document = bench.document()
    said = {**document, **tokens.claims_of(document)}
    said[claim] = said[claim] + 1 if isinstance(said[claim], int) else said[claim] + "x"
    assert bench.verdict(by_hand(bench.key, said)) is Verdict.TAMPERED
    del said[claim]
    assert bench.verdict(by_hand(bench.key, said)) is Verdict.TAMPERED


def by_hand(key: keys.SigningKey, payload: dict[str, Any], header: dict[str, Any] | None = None) -> str:
    head = header or {"alg": "EdDSA", "typ": "JWT", "kid": key.address}
    parts = ".".join(keys.base64url(json.dumps(part).encode()) for part in (head, payload))
    return f"{parts}.{keys.base64url(key.sign(parts.encode()))}"


def test_another_schools_key_makes_no_credential_of_ours(bench: Any) -> None:
    stranger = keys.SigningKey(keys.fresh(), bench.key.address)
    assert bench.verdict(proofs.signed(bench.document(), stranger, bench.now)) is Verdict.TAMPERED
    assert bench.verdict(tokens.token(bench.document(), stranger)) is Verdict.TAMPERED


# --- standing -------------------------------------------------------------------------------------------------


def test_the_four_answers_are_four(bench: Any) -> None:
    until = bench.now - timedelta(seconds=1)
    assert bench.verdict(bench.signed(until=until)) is Verdict.EXPIRED
    assert bench.verdict(bench.token(until=until)) is Verdict.EXPIRED
    assert bench.with_(revoked=(77,)).verdict(bench.signed()) is Verdict.REVOKED
    assert bench.with_(revoked=(76, 78)).verdict(bench.signed()) is Verdict.VALID
    unknown = put(bench.signed(), ("issuer", "id"), "https://other.example/verify/issuers/1")
    assert bench.verdict(unknown) is Verdict.UNKNOWN_ISSUER
    assert bench.verdict(put(bench.signed(), ("name",), "x")) is Verdict.TAMPERED


def test_without_its_status_list_nothing_is_ever_valid(bench: Any) -> None:
    assert bench.with_(list_reachable=False).verdict(bench.signed()) is Verdict.CANNOT_TELL
    assert bench.with_(list_reachable=False).verdict(bench.token()) is Verdict.CANNOT_TELL


def test_before_its_first_day_a_credential_does_not_hold_yet(bench: Any) -> None:
    assert bench.with_(now=bench.now - timedelta(days=60)).verdict(bench.signed()) is Verdict.NOT_YET


@given(st.sets(st.integers(0, status_list.PLACES - 1), max_size=40), st.integers(0, status_list.PLACES - 1))
def test_a_status_list_holds_exactly_what_was_put_in(revoked: set[int], place: int) -> None:
    text = status_list.encoded(revoked)
    assert status_list.is_set(text, place) is (place in revoked)
    assert all(status_list.is_set(text, one) for one in revoked)


@given(
    st.integers(0, status_list.PLACES // 2 - 1), st.integers(0, status_list.PLACES - 1), st.integers(0, 5000)
)
def test_no_two_credentials_get_the_same_place(half: int, start: int, number: int) -> None:
    stride = half * 2 + 1
    assert status_list.place_of(number, stride, start) != status_list.place_of(number + 1, stride, start)
    assert status_list.place_of(status_list.PLACES, stride, start) == status_list.place_of(0, stride, start)


# --- keys -----------------------------------------------------------------------------------------------------


@given(st.binary(max_size=80))
def test_base58_gives_back_what_it_was_given(raw: bytes) -> None:
    assert keys.from_base58(keys.base58(raw)) == raw


def test_a_multikey_is_written_as_others_write_it() -> None:
    # The example of the W3C test vectors for eddsa-rdfc-2022.
    text = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
    assert keys.PublicKey.of_multibase(text).multibase == text


def test_a_locked_key_opens_with_its_own_secret_and_row_only() -> None:
    private, secret = keys.fresh(), bytes(32)
    locked = keys.lock(private, secret, "row 1")
    assert private not in locked
    assert keys.unlock(locked, secret, "row 1") == private
    for other_secret, row in ((bytes([1] * 32), "row 1"), (secret, "row 2")):
        with pytest.raises(keys.KeyLocked):
            keys.unlock(locked, other_secret, row)


# --- pictures -------------------------------------------------------------------------------------------------


def test_the_picture_survives_with_its_credential_and_its_words(bench: Any) -> None:
    text = json.dumps(bench.signed(), ensure_ascii=False)
    assert bench.verdict(baking.into_png(pictures.png(face()), text)) is Verdict.VALID
    assert bench.verdict(baking.into_png(pictures.png(face()), bench.token())) is Verdict.VALID
    assert bench.verdict(baking.into_svg(pictures.svg(face()), text)) is Verdict.VALID
    assert bench.verdict(baking.into_svg(pictures.svg(face()), bench.token())) is Verdict.VALID
    svg = pictures.svg(face())
    for word in ("Қаржы", "сауаттылығы", "Микробіліктілік", "#0f5c63"):
        assert word in svg


def test_words_in_a_picture_are_never_markup() -> None:
    hostile = replace(face(), title="<script>alert(1)</script> & «қ»", school='"><svg onload=x>')
    svg = pictures.svg(hostile)
    assert "<script" not in svg
    assert "<svg onload" not in svg
