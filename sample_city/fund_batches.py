"""Special-fund batches of one year: dates, document numbers, amounts and recipients, exact to the fen."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from data_loaders.city import City, Fund
from sample_city.chance import chance, skewed, split
from sample_city.fund_profiles import BALANCING_FUND, PROFILES, FundProfile
from sample_city.recipients import Receiver, Receivers

HUNDRED_YUAN = 10_000  # fen
TEN_THOUSAND_YUAN = 1_000_000  # fen


@dataclass(frozen=True, slots=True)
class Payment:
    receiver: Receiver
    fen: int


@dataclass(frozen=True, slots=True)
class FundBatch:
    """One batch; its amount is what its payments add up to."""

    number: str
    fund: Fund
    profile: FundProfile
    unit_name: str
    document_no: str
    upper_document_no: str | None
    allocated_on: dt.date
    notice_start: dt.date
    notice_end: dt.date
    payments: tuple[Payment, ...]

    @property
    def fen(self) -> int:
        return sum(payment.fen for payment in self.payments)


@dataclass(frozen=True, slots=True)
class _Draft:
    """A batch before its number is known."""

    profile: FundProfile
    serial: int
    payments: tuple[Payment, ...]


@dataclass(frozen=True, slots=True)
class Round:
    """A day on which batches are announced: those allocated since the round before; their notice begins that day."""

    allocated_from: dt.date
    announced_on: dt.date


@dataclass(frozen=True, slots=True)
class YearOfFunds:
    """What a year holds: `counts` batches per fund code; with `total_fen` they make exactly that sum.

    `percent` scales the number of recipients and the amounts. The batch at place `repeated` (from 0) is announced
    twice by mistake: again right after the first time, in no sum, and to be withdrawn.
    """

    year: int
    rounds: tuple[Round, ...]
    counts: Mapping[str, int]
    total_fen: int | None = None
    percent: int = 100
    repeated: int | None = None


def batches_of_year(city: City, wanted: YearOfFunds) -> list[FundBatch]:
    """The year's batches, numbered from 001 in order of announcement. Raises ValueError where they exceed the total."""
    year, counts, percent, total_fen = wanted.year, wanted.counts, wanted.percent, wanted.total_fen
    receivers = Receivers(city)
    drafts: list[_Draft] = []
    for profile in PROFILES:
        if profile.code != BALANCING_FUND:
            drafts += _drafts(
                profile, counts.get(profile.code, 0), year, receivers, profile.annual_wan * percent // 100, percent
            )
    profile = next(profile for profile in PROFILES if profile.code == BALANCING_FUND)
    count = counts.get(BALANCING_FUND, 0)
    spent = sum(payment.fen for draft in drafts for payment in draft.payments)
    left_wan = 9_000 * count // profile.batches if total_fen is None else (total_fen - spent) // TEN_THOUSAND_YUAN
    if count and left_wan <= 0:
        raise ValueError(f"the other funds of {year} already exceed the total")
    last = _drafts(profile, count, year, receivers, left_wan, percent)
    if total_fen is not None:
        last = _filled_up(last, total_fen - spent)
    drafts += last
    chance("order", year).shuffle(drafts)
    if wanted.repeated is not None:
        drafts.insert(wanted.repeated + 1, drafts[wanted.repeated])
    return _numbered(city, year, wanted.rounds, drafts)


def _drafts(
    profile: FundProfile, count: int, year: int, receivers: Receivers, annual_wan: int, percent: int
) -> list[_Draft]:
    """The fund's batches: people by their standards, everything else in shares of the year's money."""
    if not count:
        return []
    source = chance("fund", profile.code, year)
    people = [profile.persons is not None and serial % profile.persons.every == 0 for serial in range(count)]
    others = people.count(False)
    annual = annual_wan * count // profile.batches if profile.code != BALANCING_FUND else annual_wan
    shares = iter(
        split(annual * TEN_THOUSAND_YUAN, [skewed(source, 70) for _ in range(others)], TEN_THOUSAND_YUAN)
        if others
        else []
    )
    drafts = []
    for serial, is_people in enumerate(people):
        if is_people:
            payments = _people(profile, year, serial, receivers, percent)
        else:
            payments = _shared(profile, year, serial, receivers, next(shares), percent)
        drafts.append(_Draft(profile, serial, tuple(payments)))
    return drafts


def _people(profile: FundProfile, year: int, serial: int, receivers: Receivers, percent: int) -> list[Payment]:
    terms = profile.persons
    assert terms is not None
    source = chance("people", profile.code, year, serial)
    count = max(3, source.randint(*terms.recipients) * percent // 100)
    payments = []
    for receiver in receivers.people(terms.recipient_type, count, terms.purpose, source):
        standard, times = source.choice(terms.standards), source.randint(1, terms.most)
        told = replace(receiver, standard=f"{standard:,}元/{terms.per}")
        payments.append(Payment(told, standard * times * 100))
    return payments


def _shared(
    profile: FundProfile, year: int, serial: int, receivers: Receivers, fen: int, percent: int
) -> list[Payment]:
    source = chance("shared", profile.code, year, serial)
    count = max(3, source.randint(*profile.recipients) * percent // 100)
    drawn = receivers.draw(profile.layout, count, profile.purposes, source)
    amounts = split(fen, [skewed(source, 60) for _ in drawn], HUNDRED_YUAN)
    return [Payment(receiver, amount) for receiver, amount in zip(drawn, amounts, strict=True)]


def _filled_up(drafts: list[_Draft], wanted: int) -> list[_Draft]:
    """The last few yuan go to the largest payment of the first batch, so that the year's sum is exact."""
    missing = wanted - sum(payment.fen for draft in drafts for payment in draft.payments)
    first = drafts[0]
    place = max(range(len(first.payments)), key=lambda position: first.payments[position].fen)
    payments = list(first.payments)
    payments[place] = replace(payments[place], fen=payments[place].fen + missing)
    return [replace(first, payments=tuple(payments)), *drafts[1:]]


def _numbered(city: City, year: int, rounds: Sequence[Round], drafts: Sequence[_Draft]) -> list[FundBatch]:
    """Numbers in order of announcement, document numbers in order per issuing section, dates within the round."""
    funds = {fund.code: fund for fund in city.funds}
    units = {unit.code: unit.name for unit in city.units}
    serials: Counter[str] = Counter()
    batches = []
    for place, draft in enumerate(drafts):
        stage = rounds[place * len(rounds) // len(drafts)]
        fund = funds[draft.profile.code]
        source = chance("dates", year, place)
        span = max(1, (stage.announced_on - stage.allocated_from).days - 2)
        serials[draft.profile.document] += 1 + source.randrange(3)
        document = serials[draft.profile.document]
        batches.append(
            FundBatch(
                number=f"{place + 1:03d}",
                fund=fund,
                profile=draft.profile,
                unit_name=units[fund.unit_code or ""],
                document_no=f"{draft.profile.document}〔{year}〕{document}号",
                upper_document_no=_upper(fund.level, year, source.randint(3, 260)),
                allocated_on=stage.allocated_from + dt.timedelta(days=source.randrange(span)),
                notice_start=stage.announced_on,
                notice_end=stage.announced_on + dt.timedelta(days=fund.notice_days),
                payments=draft.payments,
            )
        )
    return batches


def _upper(level: str, year: int, number: int) -> str | None:
    """The document number of the higher level, invented like everything else."""
    words = {"中央": "虚财中", "省": "虚财省", "市": "虚财市"}
    return f"{words[level]}〔{year}〕{number}号" if level in words else None
