"""The marks of a question's form: a signed token instead of a cookie, and the number by which it is followed.

The token is made with the form and says what was shown (subject and version), when, and one random word. Nothing of it
is stored. The follow number is made from that word: the same form sent twice leads to the same question, and a token
that was used cannot bring a second one.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from itsdangerous import BadSignature, SignatureExpired, TimestampSigner

from transparency_site.accounts import random_secrets
from transparency_site.accounts.kept_secrets import QUESTIONS, kept
from transparency_site.site import Site

YOUNGEST, OLDEST = 3, 2 * 3600  # seconds: nobody reads and writes faster; a page left open longer is loaded anew
CODE_LENGTH = 12
_SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that looks like another
_SEPARATOR = ":"  # in no subject


class BadToken(Exception):
    """A token that cannot be used; `code`: forged (or missing), too-early, too-late."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Shown:
    """What a form showed: its subject, the version, and the form's own random word."""

    about: str
    version: int
    word: str


class _Signer(TimestampSigner):
    """Signs with the site's clock, which tests move."""

    def __init__(self, secret: str, seconds: Callable[[], float]) -> None:
        super().__init__(secret, salt="question", digest_method=hashlib.sha256)
        self._seconds = seconds

    def get_timestamp(self) -> int:
        return int(self._seconds())


def make_token(site: Site, about: str, version: int) -> str:
    """A token for a form about `about` as it stands in `version`."""
    return _signer(site).sign(_SEPARATOR.join((about, str(version), secrets.token_hex(16)))).decode()


def read_token(site: Site, token: str) -> Shown:
    """What the form showed. Raises BadToken."""
    signer = _signer(site)
    try:
        value, made = signer.unsign(token, max_age=OLDEST, return_timestamp=True)
    except SignatureExpired as expired:
        age = signer.get_timestamp() - int(expired.date_signed.timestamp()) if expired.date_signed else OLDEST
        raise BadToken("too-late" if age > 0 else "forged") from None
    except (BadSignature, UnicodeError, ValueError):
        raise BadToken("forged") from None
    if signer.get_timestamp() - int(made.timestamp()) < YOUNGEST:
        raise BadToken("too-early")
    about, version, word = value.decode().split(_SEPARATOR)
    return Shown(about, int(version), word)


def follow_code(site: Site, word: str) -> str:
    """The number of the question that comes from the form with this word: 12 signs, about 59 random bits."""
    found = hmac.digest(_secret(site).encode(), b"follow:" + word.encode(), "sha256")
    number, signs = int.from_bytes(found, "big"), []
    for _place in range(CODE_LENGTH):
        number, sign = divmod(number, len(_SIGNS))
        signs.append(_SIGNS[sign])
    return "".join(signs)


def tidy_code(typed: str) -> str | None:
    """A follow number as it was typed (blanks, hyphens, capitals), or None where it cannot be one."""
    code = "".join(typed.split()).replace("-", "").lower()
    return code if len(code) == CODE_LENGTH and set(code) <= set(_SIGNS) else None


def shown_code(code: str) -> str:
    """In groups of four, as it is read out."""
    return "-".join(code[start : start + 4] for start in range(0, CODE_LENGTH, 4))


def code_digest(code: str) -> str:
    """What is stored of a follow number."""
    return random_secrets.digest(code)


def _signer(site: Site) -> _Signer:
    return _Signer(_secret(site), lambda: site.clock().timestamp())


def _secret(site: Site) -> str:
    return kept(site.settings.var_dir, QUESTIONS, random_secrets.make)
