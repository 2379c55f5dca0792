"""Ed25519 keys: made, written as Multikey and JWK, and kept under lock."""

import os
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
"""Base58 as Bitcoin writes it: without 0, O, I and l."""
ED25519 = b"\xed\x01"
"""How a Multikey says that an Ed25519 public key follows."""
NONCE = 12
KEY = 32


class KeyLocked(Exception):
    """The private key cannot be opened: the installation's secret is another than the one it was locked with."""


def base58(raw: bytes) -> str:
    """Bytes as base58; leading zero bytes become leading ones."""
    number, digits = int.from_bytes(raw), ""
    while number:
        number, rest = divmod(number, 58)
        digits = ALPHABET[rest] + digits
    return "1" * (len(raw) - len(raw.lstrip(b"\0"))) + digits


def from_base58(text: str) -> bytes:
    """The bytes again. Raises `ValueError` for a letter that is none."""
    number = 0
    for letter in text:
        number = number * 58 + ALPHABET.index(letter)
    zeros = len(text) - len(text.lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8)


def base64url(raw: bytes) -> str:
    """Bytes as base64url without padding."""
    return urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


@dataclass(frozen=True, slots=True)
class PublicKey:
    """What everybody may know of a key."""

    raw: bytes

    @classmethod
    def of_multibase(cls, text: str) -> "PublicKey":
        """Read a Multikey. Raises `ValueError` for anything but Ed25519."""
        raw = from_base58(text[1:]) if text.startswith("z") else b""
        if not raw.startswith(ED25519) or len(raw) != len(ED25519) + KEY:
            raise ValueError("not an Ed25519 Multikey")
        return cls(raw[len(ED25519) :])

    @property
    def multibase(self) -> str:
        """As a Multikey writes it: z6Mk…"""
        return "z" + base58(ED25519 + self.raw)

    @property
    def jwk(self) -> Mapping[str, str]:
        """As JOSE writes it."""
        return {"kty": "OKP", "crv": "Ed25519", "x": base64url(self.raw)}

    def verifies(self, signature: bytes, message: bytes) -> bool:
        """Whether this key made the signature of the message."""
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, message)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A key that signs, and the address under which others find its public half."""

    raw: bytes
    address: str

    @property
    def public(self) -> PublicKey:
        """The half that everybody may know."""
        return PublicKey(Ed25519PrivateKey.from_private_bytes(self.raw).public_key().public_bytes_raw())

    def sign(self, message: bytes) -> bytes:
        """64 bytes; the same for the same message."""
        return Ed25519PrivateKey.from_private_bytes(self.raw).sign(message)


def fresh() -> bytes:
    """A new private key: 32 bytes."""
    return Ed25519PrivateKey.generate().private_bytes_raw()


def lock(private: bytes, secret: bytes, purpose: str) -> bytes:
    """The private key under lock (AES-256-GCM); `secret` has 32 bytes, `purpose` binds it to its row."""
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(secret).encrypt(nonce, private, purpose.encode("utf-8"))


def unlock(locked: bytes, secret: bytes, purpose: str) -> bytes:
    """The private key again. Raises `KeyLocked` for another secret or row."""
    try:
        return AESGCM(secret).decrypt(locked[:NONCE], locked[NONCE:], purpose.encode("utf-8"))
    except InvalidTag as error:
        raise KeyLocked("the key was locked with another secret") from error
