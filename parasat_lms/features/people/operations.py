"""Changes to people: accounts opened, sign-ins begun and ended."""

import unicodedata
from datetime import timedelta
from functools import lru_cache
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask_babel import gettext as _
from sqlalchemy import delete, func, select, update

from parasat_lms.core import audit, clock
from parasat_lms.core.db import db
from parasat_lms.core.errors import Refused
from parasat_lms.domain.names import is_plain_login
from parasat_lms.features.people.models import Account, SignIn, SignInFailure
from parasat_lms.features.people.queries import account_by_login

# A class signs in within the same minute on one small machine: OWASP's minimum for argon2id, about 20 ms each.
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)

SIGN_IN_LASTS = timedelta(hours=12)
FAILURES_COUNT_FOR = timedelta(minutes=15)
MOST_FAILURES_OF_PAIR = 5
MOST_FAILURES_OF_LOGIN = 20
MOST_FAILURES_OF_ADDRESS = 100
"""A whole school may stand behind one address, so the address alone closes late."""


def normalised_login(login: str) -> str:
    """One spelling for each login: no look-alikes by case, width or spaces."""
    return unicodedata.normalize("NFKC", login).strip().casefold()[:64]


def hashed(password: str) -> str:
    """The hash under which a password is kept."""
    return _hasher.hash(password)


@lru_cache(maxsize=1)
def _nobodys_hash() -> str:
    return _hasher.hash("the password of nobody")


def open_account(login: str, password_hash: str, *, language: str | None = None) -> Account:
    """A new account; the login is normalised and must be free. Refused where it could be taken for another one."""
    spelling = normalised_login(login)
    if not is_plain_login(spelling):
        raise Refused(_("A login is made of the letters of one alphabet, digits, and . - _ @ between them."))
    account = Account(login=spelling, password_hash=password_hash, language=language)
    db.session.add(account)
    db.session.flush()
    return account


def too_many_failures(login: str, address: str) -> bool:
    """Whether this login, this address, or the two together failed too often in the last quarter of an hour."""
    since = clock.now() - FAILURES_COUNT_FOR
    of_login = SignInFailure.login == normalised_login(login)
    of_address = SignInFailure.address == address
    counts = db.session.execute(
        select(
            func.count().filter(of_login & of_address),
            func.count().filter(of_login),
            func.count().filter(of_address),
        )
        .select_from(SignInFailure)
        .where(SignInFailure.at > since, of_login | of_address)
    ).one()
    limits = (MOST_FAILURES_OF_PAIR, MOST_FAILURES_OF_LOGIN, MOST_FAILURES_OF_ADDRESS)
    return any(count >= limit for count, limit in zip(counts, limits, strict=True))


def sign_in(login: str, password: str, address: str) -> SignIn | None:
    """Begin a sign-in, or note a failure and answer `None`: an unknown login takes as long as a wrong password."""
    account = account_by_login(normalised_login(login))
    known = account is not None and account.active
    try:
        _hasher.verify(account.password_hash if account and known else _nobodys_hash(), password)
    except (VerificationError, InvalidHashError):
        known = False
    if account is None or not known:
        db.session.execute(delete(SignInFailure).where(SignInFailure.at < clock.now() - FAILURES_COUNT_FOR))
        db.session.add(SignInFailure(login=normalised_login(login), address=address))
        db.session.flush()
        return None
    begun = SignIn(account_id=account.id, expires_at=clock.now() + SIGN_IN_LASTS)
    db.session.add(begun)
    db.session.flush()
    audit.record("sign_in.begun", "sign_in", begun.id)
    return begun


def end_sign_in(sign_in_id: UUID) -> None:
    """Sign out: this browser's sign-in ends for good."""
    db.session.execute(update(SignIn).where(SignIn.id == sign_in_id).values(ended_at=clock.now()))
    audit.record("sign_in.ended", "sign_in", sign_in_id)
