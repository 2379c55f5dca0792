"""A bitstring of 131,072 places (W3C Bitstring Status List 1.0): a set bit is a revoked credential."""

import zlib
from base64 import urlsafe_b64decode
from binascii import Error as NotBase64
from collections.abc import Iterable

from parasat_microqualifications.domain.keys import base64url

PLACES = 131_072
"""The least that the standard allows: among so many a single credential is not told by its place."""
GZIP = 31
"""zlib's word for a gzip stream."""


class ListUnreadable(ValueError):
    """The list says nothing: it is misshapen, too short or too long."""


def encoded(revoked: Iterable[int]) -> str:
    """The list with these places set, as a multibase text. Raises `IndexError` for a place outside."""
    bits = bytearray(PLACES // 8)
    for place in revoked:
        if not 0 <= place < PLACES:
            raise IndexError(place)
        bits[place // 8] |= 0x80 >> place % 8
    packer = zlib.compressobj(9, zlib.DEFLATED, GZIP)
    return "u" + base64url(packer.compress(bytes(bits)) + packer.flush())


def is_set(text: str, place: int) -> bool:
    """Whether the place is set. Raises `ListUnreadable`."""
    if not text.startswith("u") or not 0 <= place < PLACES:
        raise ListUnreadable("no such place")
    try:
        packed = urlsafe_b64decode(text[1:] + "=" * (-len(text[1:]) % 4))
        # No more than the list may have is ever unpacked: a bomb stays folded.
        bits = zlib.decompressobj(GZIP).decompress(packed, PLACES // 8 + 1)
    except (NotBase64, ValueError, zlib.error) as error:
        raise ListUnreadable("the list is not gzip in base64url") from error
    if len(bits) != PLACES // 8:
        raise ListUnreadable("the list has another length")
    return bool(bits[place // 8] & 0x80 >> place % 8)


def place_of(number: int, stride: int, start: int) -> int:
    """The place of the credential of that number: every place once, in an order that tells nothing.

    `stride` must be odd, so that it and the power of two share no divisor.
    """
    return (number * stride + start) % PLACES
