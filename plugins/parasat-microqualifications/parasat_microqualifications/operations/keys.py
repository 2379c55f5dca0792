"""The school as an issuer: founded once, its keys made and rotated, its status lists signed."""

from random import SystemRandom

from parasat_lms.plugin_api import Refused, audit, clock, db, derived_key, insert_if_absent, new_id
from parasat_microqualifications import _
from parasat_microqualifications.domain import keys as ed25519
from parasat_microqualifications.domain.documents import status_credential
from parasat_microqualifications.domain.keys import KeyLocked, SigningKey
from parasat_microqualifications.domain.proofs import signed
from parasat_microqualifications.domain.status_list import PLACES, encoded, place_of
from parasat_microqualifications.models import PREFIX, Issuer, IssuerKey, StatusList
from parasat_microqualifications.queries import credentials

PURPOSE = "parasat microqualifications: keys of issuers"
FULL = PLACES * 9 // 10
"""A list is left before it is full, so that its places still tell little."""


def found_issuer(base: str) -> Issuer:
    """Make the current school an issuer under this address of the installation, with its first key; safe to repeat."""
    insert_if_absent(Issuer, base=base, founded_at=clock.now())
    issuer = credentials.locked_issuer()
    if issuer is None:
        raise LookupError("the issuer is neither there nor could be made")
    if not credentials.keys():
        audit.record("issuer.founded", f"{PREFIX}_issuer", issuer.id, base=issuer.base)
        _new_key(issuer, 1)
    return issuer


def rotate(seen: int) -> IssuerKey:
    """Retire the current key and make the next one; `seen` is the number that was on the screen.

    Two administrators who press at once rotate once. What the retired key has signed still verifies; the status lists
    are signed anew. Raises `Refused` where there is no issuer.
    """
    issuer = credentials.locked_issuer()
    if issuer is None:
        raise Refused(_("The school is no issuer yet."))
    current = credentials.keys()[0]
    if current.number != seen:
        return current
    current.retired_at = clock.now()
    made = _new_key(issuer, current.number + 1)
    for status_list in credentials.status_lists():
        sign_list(status_list, issuer)
    db.session.flush()
    return made


def _new_key(issuer: Issuer, number: int) -> IssuerKey:
    private, key_id = ed25519.fresh(), new_id()
    address = f"{issuer.address}#key-{number}"
    key = IssuerKey(
        id=key_id,
        issuer_id=issuer.id,
        number=number,
        address=address,
        multibase=SigningKey(private, address).public.multibase,
        locked=ed25519.lock(private, derived_key(PURPOSE), str(key_id)),
    )
    db.session.add(key)
    db.session.flush()
    audit.record("issuer_key.made", f"{PREFIX}_issuer_key", key.id, number=number)
    return key


def current_key() -> tuple[IssuerKey, SigningKey]:
    """The key that signs now. Raises `Refused` where there is none, or it cannot be opened any more."""
    found = credentials.keys()
    if not found:
        raise Refused(_("The school is no issuer yet."))
    try:
        private = ed25519.unlock(found[0].locked, derived_key(PURPOSE), str(found[0].id))
    except KeyLocked as error:
        raise Refused(
            _(
                "The key was locked with another secret of the installation: an administrator must make a new one."
            )
        ) from error
    return found[0], SigningKey(private, found[0].address)


def take_place(issuer: Issuer) -> tuple[StatusList, int]:
    """A place in a status list that nobody has and that tells nothing; a new list where the last one is full."""
    status_list = credentials.open_list(issuer.id, FULL) or _new_list(issuer)
    place = place_of(status_list.taken, status_list.stride, status_list.start)
    status_list.taken += 1
    return status_list, place


def _new_list(issuer: Issuer) -> StatusList:
    chance, list_id = SystemRandom(), new_id()
    status_list = StatusList(
        id=list_id,
        issuer_id=issuer.id,
        number=len(credentials.status_lists()) + 1,
        address=f"{issuer.base}/verify/status/{list_id}",
        taken=0,
        stride=chance.randrange(PLACES // 2) * 2 + 1,
        start=chance.randrange(PLACES),
        document={},
    )
    db.session.add(status_list)
    db.session.flush()
    sign_list(status_list, issuer)
    return status_list


def sign_list(status_list: StatusList, issuer: Issuer) -> None:
    """Write the list as it is now and sign it with the current key."""
    _key, signing = current_key()
    places = credentials.revoked_places(status_list.id)
    document = status_credential(status_list.address, issuer.address, encoded(places), clock.now())
    status_list.document = signed(document, signing, clock.now())
    db.session.flush()
