"""Passwords: Argon2id, the rules of the chosen profile, equal work whoever asks.

Profiles: `mlps` (China's multi-level protection scheme: length, kinds of characters, rotation) and `asvs` (OWASP:
length and no breached words, no rotation). What is guessable, zxcvbn says, whose lists of stolen passwords, names and
words are kept up by others.
"""

from __future__ import annotations

import datetime as dt
import threading
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

LONGEST = 128
REMEMBERED = 5  # former passwords that may not come back
_UNGUESSED = 8  # characters that must be left when the words of this trade and the person's name are taken out
_GUESSES = 10**10  # that the password must outlast, as zxcvbn counts them over its lists of stolen passwords and words
_ONE_AT_A_TIME = threading.Lock()
_READ = 72  # characters that zxcvbn reads
_HASHER = PasswordHasher(time_cost=2, memory_cost=46 * 1024, parallelism=1, type=Type.ID)
_LIKE = str.maketrans("@4301!5$7", "aaeoiisst")  # p@ssw0rd is password


@dataclass(frozen=True, slots=True)
class Profile:
    """One set of rules. `kinds`: of lower case, upper case, digits, other signs, how many must occur."""

    length: int
    kinds: int
    rotation: dt.timedelta | None


PROFILES: Mapping[str, Profile] = {
    "mlps": Profile(length=12, kinds=3, rotation=dt.timedelta(days=90)),
    "asvs": Profile(length=15, kinds=0, rotation=None),
}


class WeakPassword(ValueError):
    """A password that the rules refuse; `code`: too-short, too-long, too-plain, guessable, used-before."""

    def __init__(self, code: str, **details: str) -> None:
        super().__init__(code, details)
        self.code, self.details = code, details


def hashed(password: str) -> str:
    """Argon2id of the password, in its usual notation."""
    return _HASHER.hash(_normal(password))


def is_right(kept: str | None, password: str) -> bool:
    """Whether the password belongs to the kept hash. None (nobody of that name, nobody who may come) costs the same
    work and is never right.
    """
    try:
        _HASHER.verify(kept or _nobodys(), _normal(password[: LONGEST + 1]))
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None and len(password) <= LONGEST


def check(profile: str, password: str, name: str, former: Sequence[str] = ()) -> None:
    """Raise WeakPassword where the profile's rules refuse the password of the person called `name`."""
    rules = PROFILES[profile]
    password = _normal(password)
    if len(password) < rules.length:
        raise WeakPassword("too-short", length=str(rules.length))
    if len(password) > LONGEST:
        raise WeakPassword("too-long", length=str(LONGEST))
    if _kinds(password) < rules.kinds:
        raise WeakPassword("too-plain", kinds=str(rules.kinds))
    if _unguessed(password, name) < _UNGUESSED or _guesses(password, name) < _GUESSES:
        raise WeakPassword("guessable")
    if any(is_right(old, password) for old in former[:REMEMBERED]):
        raise WeakPassword("used-before", count=str(REMEMBERED))


def is_too_old(profile: str, set_at: dt.datetime, now: dt.datetime) -> bool:
    """Whether the profile wants a new password."""
    rotation = PROFILES[profile].rotation
    return rotation is not None and now - set_at >= rotation


def _normal(password: str) -> str:
    return unicodedata.normalize("NFKC", password)


def _kinds(password: str) -> int:
    others = not password.isalnum()
    return sum((any(c.islower() for c in password), any(c.isupper() for c in password),
                any(c.isdigit() for c in password), others))


def _guesses(password: str, name: str) -> int:
    """How many guesses an attacker needs who knows the person's name and the usual lists."""
    from zxcvbn import zxcvbn  # its lists take a tenth of a site's start, and a password is chosen once a year

    with _ONE_AT_A_TIME:  # the library keeps the name in one dictionary for all
        return int(zxcvbn(password[:_READ], user_inputs=[name, *breached_words()])["guesses"])


def _unguessed(password: str, name: str) -> int:
    """How many characters stay when what everybody tries first is taken out, a repeated character counting once."""
    rest = password.casefold()
    for word in sorted({*breached_words(), name.casefold()}, key=len, reverse=True):
        rest = rest.replace(word, " ") if len(word) >= 3 else rest
        plain = rest.translate(_LIKE)
        if len(word) >= 3 and word in plain:
            rest = plain.replace(word, " ")
    kept = rest.replace(" ", "")
    return sum(1 for before, sign in zip(" " + kept, kept, strict=False) if sign != before)


@cache
def breached_words() -> frozenset[str]:
    """Words of this country and this trade that everybody here tries first; zxcvbn knows the world's."""
    text = (Path(__file__).parent / "breached_words.txt").read_text(encoding="utf-8")
    return frozenset(line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#"))


@cache
def _nobodys() -> str:
    return hashed("nobody's password, there to make the work equal")
