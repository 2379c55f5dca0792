"""Keys for other purposes, derived from the one secret of the installation."""

import hashlib
import hmac

from flask import current_app

KEY = 32


def derived_key(purpose: str) -> bytes:
    """32 bytes that only this installation can know, another for each purpose (HKDF of RFC 5869 with SHA-256).

    They change when `PARASAT_SECRET_KEY` does: what is locked with them must be replaceable.
    """
    secret = str(current_app.config["SECRET_KEY"]).encode("utf-8")
    extracted = hmac.new(b"parasat-lms", secret, hashlib.sha256).digest()
    return hmac.new(extracted, purpose.encode("utf-8") + b"\x01", hashlib.sha256).digest()[:KEY]
