"""Recognising personal data in text: identity, card, account and telephone numbers, however they are written."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass

from data_loaders.text import kind_of

ID_NUMBER = "id-number"
BANK_CARD = "bank-card"
ACCOUNT = "account-number"
PHONE = "phone"
LOST_DIGITS = "lost-digits"

_HAN_DIGITS = {**{character: str(value) for value, character in enumerate("零一二三四五六七八九")}, "〇": "0", "○": "0"}
_HAN_RUN = re.compile(r"[〇○零一二三四五六七八九](?:[ \-]?[〇○零一二三四五六七八九]){10,}")
_LIKELY = re.compile(
    r"\d(?:[^\w\n]{0,3}[\d_]){10}|\d\.?\d*[eE]\+?1|[号户]\D{0,6}\d(?:[ \-]?\d){8}"
    r"|[〇○零一二三四五六七八九](?:[ \-]?[〇○零一二三四五六七八九]){10}"
)
_RUN = re.compile(r"(?<![0-9])(?<![0-9]\.)[0-9](?:[ \-]{0,2}[0-9]){10,29}(?:[ \-]?[Xx](?![0-9A-Za-z]))?(?![0-9])")
_PHONE_GROUPS = re.compile(r"(?<![0-9])1[3-9][0-9]([ \-.·/_])[0-9]{4}\1[0-9]{4}(?![0-9])")
_CARD_GROUPS = re.compile(r"[0-9]{4}([ \-])(?:[0-9]{4}\1){2,3}[0-9]{1,4}")
_ACCOUNT = re.compile(r"(?:账号|帐号|卡号|账户号?码?|帐户号?码?|银行账户)[^0-9\n]{0,6}([0-9][0-9 \-]{7,30}[0-9])")
_EXPONENT = re.compile(r"(?<![0-9.])[1-9](?:\.[0-9]+)?[eE]\+?1[4-9](?![0-9])")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_PROVINCES = frozenset(
    str(code)
    for block in (range(11, 16), range(21, 24), range(31, 38), range(41, 47), range(50, 55), range(61, 66), (71, 91))
    for code in block
) | {"81", "82", "83"}
_CARD_STARTS = frozenset("345689")


@dataclass(frozen=True, slots=True)
class Hit:
    """One piece of personal data: its kind and where it stands in the folded text. The data itself is never kept."""

    kind: str
    start: int
    end: int


def scan_text(text: str) -> list[Hit]:
    """What personal data `text` holds: spaced, in full-width, other scripts' or Chinese digits, or as 4.3E+17."""
    if not _LIKELY.search(text):
        return []
    return _scan_folded(fold(text))


def fold(text: str) -> str:
    """`text` with every kind of digit made ASCII and invisible characters gone, for scanning only."""
    folded = "".join(_fold(character) for character in unicodedata.normalize("NFKC", text))
    return _HAN_RUN.sub(lambda run: "".join(_HAN_DIGITS.get(character, character) for character in run[0]), folded)


def _fold(character: str) -> str:
    if character.isascii():
        return character if character != "\t" else " "
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    if kind_of(character):
        return ""
    category = unicodedata.category(character)
    return {"Zs": " ", "Pd": "-"}.get(category, "-" if character == "\u2212" else character)


def _scan_folded(text: str) -> list[Hit]:
    hits = [Hit(ACCOUNT, *match.span(1)) for match in _ACCOUNT.finditer(text) if _digits(match[1]) >= 9]
    hits += [Hit(PHONE, *match.span()) for match in _PHONE_GROUPS.finditer(text)]
    hits += [Hit(LOST_DIGITS, *match.span()) for match in _EXPONENT.finditer(text)]
    for run in _RUN.finditer(text):
        kind = _kind_of_run(run[0])
        if kind is not None:
            hits.append(Hit(kind, *run.span()))
    return hits


def _digits(text: str) -> int:
    return sum(character.isdigit() for character in text)


def _kind_of_run(run: str) -> str | None:
    """The kind of one run of digits that spaces and hyphens may divide."""
    compact = re.sub(r"[ \-]", "", run).upper()
    if is_id_number(compact[:18]) and len(compact) <= 22:
        return ID_NUMBER
    digits = compact.rstrip("X")
    if is_old_id_number(digits):
        return ID_NUMBER
    if is_bank_card(digits) and (digits == run or _CARD_GROUPS.fullmatch(run)):
        return BANK_CARD
    return PHONE if is_phone(digits) else None


def is_id_number(number: str) -> bool:
    """18 characters with a real date and the check character of GB 11643-1999."""
    if len(number) != 18 or not number[:17].isdigit() or number[:2] not in _PROVINCES:
        return False
    if not _is_date(number[6:14]):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True))
    return _CHECK[total % 11] == number[17]


def is_old_id_number(number: str) -> bool:
    """15 digits with a province and a real date, as issued before 1999."""
    return len(number) == 15 and number.isdigit() and number[:2] in _PROVINCES and _is_date(f"19{number[6:12]}")


def _is_date(text: str) -> bool:
    try:
        return 1880 <= dt.datetime.strptime(text, "%Y%m%d").year <= 2100  # noqa: DTZ007 - a birthday has no zone
    except ValueError:
        return False


def is_bank_card(number: str) -> bool:
    """16 to 19 digits that begin as cards do and pass the Luhn check."""
    if not 16 <= len(number) <= 19 or number[0] not in _CARD_STARTS:
        return False
    doubled = (int(digit) * (1 + position % 2) for position, digit in enumerate(reversed(number)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def is_phone(number: str) -> bool:
    """A mainland mobile number, with or without the country code."""
    number = re.sub(r"^(?:0086|86)(?=1[3-9][0-9]{9}$)", "", number)
    return re.fullmatch(r"1[3-9][0-9]{9}", number) is not None


def redact(text: str) -> str:
    """`text`, or a remark in its place where it holds personal data; for whatever is shown or logged."""
    return "（已略去个人信息 personal data left out）" if scan_text(text) else text
