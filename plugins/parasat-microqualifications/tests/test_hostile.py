"""What a stranger may bring to the public page: everything gets a plain answer, and nothing is believed."""

from __future__ import annotations

import json
import struct
import time
import zlib
from typing import Any

import pytest
from parasat_microqualifications.domain import baking, keys, proofs
from parasat_microqualifications.domain.reading import Unreadable, brought
from parasat_microqualifications.domain.verifying import Verdict

PIXEL = baking.PNG + b"".join(
    struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    for kind, body in (
        (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"\0\0")),
        (b"IEND", b""),
    )
)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:o="https://purl.imsglobal.org/ob/v3p0">{}</svg>'


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def with_chunk(body: bytes, times: int = 1) -> bytes:
    return PIXEL[:-12] + chunk(b"iTXt", body) * times + PIXEL[-12:]


BOMB = baking.KEYWORD + b"\0\1\0\0\0" + zlib.compress(b"{" * 50_000_000)
BILLION = '<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>' + SVG.format(
    "<o:credential>&b;</o:credential>"
)
EXTERNAL = '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + SVG.format(
    "<o:credential>&x;</o:credential>"
)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"   ",
        b"\xff\xfe\x00",
        "Сәлем, бұл куәлік".encode(),
        b"[]",
        b"null",
        b"42",
        b"{",
        b'{"a": NaN}',
        b'{"a": 1, "a": 2}',
        b'{"a": "\\ud800"}',
        b"{" + b'"a":{' * 20_000,
        b"[" * 100_000,
        b'{"a": ' + b"9" * 100_000 + b"}",
        b"{" + b" " * 200_000 + b"}",
        b"a.b.c",
        b"..",
        b"eyJhbGciOiJub25lIn0.e30.",
        b"A" * 200_000,
        PIXEL,
        PIXEL[:30],
        PIXEL[:-12],
        baking.PNG + b"\xff\xff\xff\xff" + b"iTXt",
        PIXEL.replace(b"IHDR", b"IHDX"),
        with_chunk(baking.KEYWORD + b"\0\0\0\0\0{}", times=2),
        with_chunk(baking.KEYWORD + b"\0"),
        with_chunk(baking.KEYWORD + b"\0\0\0\0\0\xff\xfe"),
        with_chunk(BOMB),
        baking.PNG + chunk(b"tEXt", b"x") * 5000,
        PIXEL + b"\0" * (3 * 1024 * 1024),
        BILLION.encode(),
        EXTERNAL.encode(),
        b"<svg",
        b"<html><body>x</body></html>",
        SVG.format("").encode(),
        SVG.format("<o:credential/>").encode(),
        SVG.format("<o:credential>{}</o:credential><o:credential>{}</o:credential>").encode(),
        SVG.format("<g>" * 5000 + "</g>" * 5000).encode(),
        '<?xml version="1.0" encoding="utf-16"?><svg/>'.encode("utf-16"),
    ],
    ids=lambda raw: repr(raw[:24]),
)
def test_what_is_no_credential_is_unreadable_and_quickly_so(raw: bytes) -> None:
    began = time.perf_counter()
    with pytest.raises(Unreadable):
        brought(raw)
    assert time.perf_counter() - began < 2


@pytest.mark.parametrize(
    "header",
    [
        {"alg": "none", "typ": "JWT", "kid": "KID"},
        {"alg": "HS256", "typ": "JWT", "kid": "KID"},
        {"alg": "RS256", "typ": "JWT", "kid": "KID"},
        {"alg": "EdDSA", "typ": "JWT"},
        {"alg": "EdDSA", "typ": "JWT", "kid": 7},
        {"alg": "EdDSA", "typ": "JWT", "kid": "KID", "crit": ["x"]},
        {"alg": "EdDSA", "typ": "JWT", "kid": "KID", "jwk": {"kty": "OKP"}},
    ],
    ids=lambda header: json.dumps(header),
)
def test_a_token_of_another_making_is_not_even_read(bench: Any, header: dict[str, Any]) -> None:
    said = {name: bench.key.address if value == "KID" else value for name, value in header.items()}
    _, payload, signature = bench.token().split(".")
    head = keys.base64url(json.dumps(said).encode())
    for tail in (signature, ""):
        with pytest.raises(Unreadable):
            bench.verdict(f"{head}.{payload}.{tail}")


def test_the_same_signature_in_other_letters_is_refused(bench: Any) -> None:
    token = bench.token()
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    other = token[:-1] + letters[(letters.index(token[-1]) + 1) % 64]
    assert bench.verdict(other) is Verdict.TAMPERED


@pytest.mark.parametrize(
    "change",
    [
        {"proof": []},
        {"proof": None},
        {"proof": [{}]},
        {"proof": "x"},
        {"@context": ["https://www.w3.org/ns/credentials/v2"]},
        {"@context": ["https://www.w3.org/ns/credentials/v2", {"name": "https://schema.org/x"}]},
        {"@context": "https://evil.example/context"},
        {"type": ["VerifiableCredential"]},
        {"validFrom": "yesterday"},
        {"validFrom": "2026-13-45T99:99:99Z"},
        {"validUntil": 5},
        {"credentialStatus": None},
        {"credentialStatus": []},
        {"name": ["x"]},
        {"name": {"@value": "x"}},
        {"id": "_:b0"},
        {"id": "relative"},
    ],
    ids=lambda change: json.dumps(change)[:50],
)
def test_a_misshapen_credential_in_our_name_is_a_forgery(bench: Any, change: dict[str, Any]) -> None:
    assert bench.verdict({**bench.signed(), **change}) is Verdict.TAMPERED


def test_a_moment_that_no_calendar_knows_is_refused_even_with_our_signature(bench: Any) -> None:
    document = {**bench.document(), "validFrom": "2026-02-30T00:00:00Z"}
    assert bench.verdict(proofs.signed(document, bench.key, bench.now)) is not Verdict.VALID


@pytest.mark.parametrize("issuer", [None, 5, [], {}, {"id": None}, {"id": 7}, "x" * 600])
def test_a_document_without_an_issuer_is_no_credential(bench: Any, issuer: Any) -> None:
    assert bench.verdict({**bench.signed(), "issuer": issuer}) is Verdict.UNREADABLE


def test_two_proofs_are_not_better_than_one(bench: Any) -> None:
    signed = bench.signed()
    assert bench.verdict({**signed, "proof": signed["proof"] * 2}) is Verdict.TAMPERED


def test_a_credential_made_to_be_slow_is_refused_before_it_can_be(bench: Any) -> None:
    poison = bench.signed()
    nodes = [
        {"type": ["Result"], "resultDescription": f"_:b{a}", "achievedLevel": f"_:b{b}"}
        for a in range(9)
        for b in range(9)
    ]
    poison["credentialSubject"]["result"] = nodes
    began = time.perf_counter()
    assert bench.verdict(poison) is Verdict.TAMPERED
    assert time.perf_counter() - began < 0.5


@pytest.mark.parametrize(
    "encoded",
    ["", "u", "uAAAA", "zH4sI", "u" + "A" * 29_000, "uH4sIAAAAAAAAAA"],
)
def test_a_status_list_that_cannot_be_read_makes_nothing_valid(
    bench: Any, encoded: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = bench.status()
    unsigned = {name: part for name, part in listed.items() if name != "proof"}
    unsigned["credentialSubject"] = {**unsigned["credentialSubject"], "encodedList": encoded}
    broken = proofs.signed(unsigned, bench.key, bench.now)
    monkeypatch.setattr(type(bench), "status", lambda _self: broken)
    assert bench.verdict(bench.signed()) is Verdict.CANNOT_TELL


def test_a_status_list_with_another_signature_makes_nothing_valid(
    bench: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    stranger = keys.SigningKey(keys.fresh(), bench.key.address)
    unsigned = {name: part for name, part in bench.status().items() if name != "proof"}
    forged = proofs.signed(unsigned, stranger, bench.now)
    monkeypatch.setattr(type(bench), "status", lambda _self: forged)
    assert bench.verdict(bench.signed()) is Verdict.CANNOT_TELL
