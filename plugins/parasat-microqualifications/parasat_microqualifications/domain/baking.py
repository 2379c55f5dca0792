"""A credential inside its picture: PNG (`iTXt`) and SVG (`openbadges:credential`), put in and taken out."""

import struct
import zlib
from collections.abc import Iterator
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

PNG = b"\x89PNG\r\n\x1a\n"
KEYWORD = b"openbadgecredential"
NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"
ELEMENT = f"{NAMESPACE} credential"
MOST_BYTES = 2 * 1024 * 1024
MOST_CHUNKS = 2000
MOST_TEXT = 256 * 1024
HEAD = 8
TAIL = 4


class NothingBaked(ValueError):
    """The picture carries no credential, or is not a picture that could be read."""


def into_png(picture: bytes, credential: str) -> bytes:
    """The picture with the credential in it, uncompressed, before the picture's end."""
    body = KEYWORD + b"\0\0\0\0\0" + credential.encode("utf-8")
    chunk = struct.pack(">I", len(body)) + b"iTXt" + body + struct.pack(">I", zlib.crc32(b"iTXt" + body))
    end = picture.rindex(b"IEND") - 4
    return picture[:end] + chunk + picture[end:]


def from_png(picture: bytes) -> str:
    """The credential of a picture. Raises `NothingBaked`."""
    found = [body for kind, body in _chunks(picture) if kind == b"iTXt" and body.startswith(KEYWORD + b"\0")]
    if len(found) != 1:
        raise NothingBaked("the picture carries no credential, or several")
    rest = found[0][len(KEYWORD) + 1 :]
    compressed, method, rest = rest[:1], rest[1:2], rest[2:]
    if method != b"\0" or compressed not in {b"\0", b"\1"} or rest.count(b"\0") < 2:
        raise NothingBaked("the text of the picture is misshapen")
    text = rest.split(b"\0", 2)[2]
    return _utf8(_inflated(text) if compressed == b"\1" else text)


def _chunks(picture: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The chunks up to the end, each checked by its sum."""
    if not picture.startswith(PNG) or len(picture) > MOST_BYTES:
        raise NothingBaked("not a PNG picture, or too large")
    at = len(PNG)
    for _ in range(MOST_CHUNKS):
        if at + HEAD + TAIL > len(picture):
            break
        length = int.from_bytes(picture[at : at + 4])
        kind, body = picture[at + 4 : at + HEAD], picture[at + HEAD : at + HEAD + length]
        total = picture[at + HEAD + length : at + HEAD + length + TAIL]
        if len(body) != length or total != struct.pack(">I", zlib.crc32(kind + body)):
            break
        yield kind, body
        if kind == b"IEND":
            return
        at += HEAD + length + TAIL
    raise NothingBaked("the picture is cut off or damaged")


def _inflated(packed: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, MOST_TEXT)
    except zlib.error as error:
        raise NothingBaked("the text of the picture is damaged") from error


def _utf8(text: bytes) -> str:
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NothingBaked("the text of the picture is no text") from error


def into_svg(picture: str, credential: str) -> str:
    """The picture with the credential right behind its opening tag: JSON as text, a token as an attribute."""
    cut = picture.index(">", picture.index("<svg")) + 1
    opening = f'<openbadges:credential xmlns:openbadges="{NAMESPACE}"'
    if credential.startswith("{"):
        text = credential.replace("]]>", "]]]]><![CDATA[>")
        element = f"{opening}><![CDATA[{text}]]></openbadges:credential>"
    else:
        element = f"{opening} verify={quoteattr(credential)}/>"
    return picture[:cut] + element + picture[cut:]


def from_svg(picture: str) -> str:
    """The credential of a picture. Raises `NothingBaked`."""
    if len(picture) > MOST_BYTES:
        raise NothingBaked("too large")
    reader = _SvgReader()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    parser.StartElementHandler = reader.begin
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    try:
        parser.Parse(picture.encode("utf-8"), True)
    except (expat.ExpatError, UnicodeEncodeError) as error:
        raise NothingBaked("not an SVG picture") from error
    if len(reader.found) != 1 or not reader.found[0].strip():
        raise NothingBaked("the picture carries no credential, or several")
    return reader.found[0].strip()


def _refuse(*_arguments: object) -> None:
    raise NothingBaked("a picture with a document type is not read")


class _SvgReader:
    """Collects what stands in the credential's element."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._depth = 0
        self._inside = False

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """An element opens."""
        self._depth += 1
        if self._depth > 100:
            raise NothingBaked("too deep")
        if name == ELEMENT:
            self._inside = True
            self.found.append(attributes.get("verify", ""))

    def end(self, name: str) -> None:
        """An element closes."""
        self._depth -= 1
        self._inside = self._inside and name != ELEMENT

    def text(self, words: str) -> None:
        """Words between elements."""
        if self._inside:
            self.found[-1] += words
