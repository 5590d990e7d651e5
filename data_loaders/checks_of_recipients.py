"""Batches and their recipients against the city: funds, townships, codes, and natural persons where they may not be."""

from __future__ import annotations

import re
from collections.abc import Iterator

from data_loaders.checks_of_batches import batches, cell
from data_loaders.city import City, Fund
from data_loaders.city_lookup import Lookup, codes_of, edition_in, in_year
from data_loaders.classes import class_names
from data_loaders.credit_codes import is_valid
from data_loaders.findings import Finding
from data_loaders.reading import Context
from data_loaders.records import Batch, Document, Recipient
from data_loaders.rules.placed import placed
from data_loaders.text import match_key
from data_loaders.tidy_batches import PERSONS

_SURNAMES = frozenset(
    "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石"
    "金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟申"
    "欧耿关焦柳甘祝包宁尚符舒阮纪梅童凌毕单季裴霍涂成苗谷曲盛冉蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车"
    "项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫柏瞿全桂闵佟应臧边卞姬邬和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘"
)
_ORGANISATION = re.compile(
    r"公司|厂|店|社|场|院|校|所|站|中心|局|委|办|部|队|村|组|镇|乡|街道|社区|协会|基地|集团|银行|项目|工程|学会|大户|园|馆|合作"
    r"|[路桥渠坝库河塘井亭宫寺庙]$"
)
_CHINESE_NAME = re.compile(r"[\u3400-\u9fff·]{2,3}")
_SCREENED = frozenset({"enterprise", "project", "unit"})


def _city(document: Document, context: Context) -> Lookup | None:
    year = document.identity.year
    return in_year(context.city, year) if context.city is not None and year is not None else None


def check_funds(documents: tuple[Document, ...], context: Context) -> Iterator[Finding]:
    """The fund is in the city's list and named as its code says; its functional code holds in the year."""
    for document, batch in batches(documents):
        city = _city(document, context)
        if city is None or context.city is None:
            continue
        yield from _fund(document, batch, city)
        if batch.functional_code:
            yield from _functional_code(document, batch, context.city, city.year)


def _fund(document: Document, batch: Batch, city: Lookup) -> Iterator[Finding]:
    at = cell(batch, "fund_name")
    fund = city.fund(batch.fund_code, batch.fund_name)
    if fund is None:
        at = cell(batch, "fund_code") if batch.fund_code else at
        yield placed("fund-unknown", document, batch.sheet, at, batch.fund_code or batch.fund_name)
    elif match_key(batch.fund_name) != match_key(fund.name):
        others = {match_key(name) for name in fund.aliases}
        code = "fund-alias" if match_key(batch.fund_name) in others else "fund-name-differs"
        words = {"known_code": fund.code, "expected": fund.name}
        yield placed(code, document, batch.sheet, at, batch.fund_name, **words)


def _functional_code(document: Document, batch: Batch, city: City, year: int) -> Iterator[Finding]:
    edition = edition_in(city, "functional", year)
    code, at = batch.functional_code or "", cell(batch, "functional_code")
    if len(code) not in (3, 5, 7) or not (code.isascii() and code.isdigit()):
        words = {"column": "功能科目编码", "expected": "3、5 或 7 位数字"}
        yield placed("code-invalid", document, batch.sheet, at, code, **words)
    elif edition is not None and edition.complete and code not in codes_of(city, edition):
        yield placed("functional-code-unknown", document, batch.sheet, at, code, year=year)
    elif class_names(city, year).lacks_class("functional", code):
        yield placed("class-unknown", document, batch.sheet, at, code, year=year)


def check_repeated(documents: tuple[Document, ...], _context: Context) -> Iterator[Finding]:
    """The same body, place, purpose and amount twice in one batch; persons may be alike once they are masked."""
    for document, _batch in batches(documents):
        first: dict[tuple[object, ...], int] = {}
        for one in document.recipients:
            if one.recipient_type in PERSONS:
                continue
            where = (one.credit_code, one.township_code, one.township_name, one.village)
            said = (one.recipient, *where, one.purpose, one.standard, one.note, one.amount.fen)
            if said in first:
                at = cell(one, "recipient")
                yield placed("recipient-repeated", document, one.sheet, at, one.recipient, first=first[said])
            first.setdefault(said, one.row)


def check_recipients(documents: tuple[Document, ...], context: Context) -> Iterator[Finding]:
    """Every recipient: its township, its credit code, and whether a person may stand there."""
    silent = context.city is not None and not _checks_credit_codes(context.city)
    for document, batch in batches(documents):
        city = _city(document, context)
        fund = city.fund(batch.fund_code, batch.fund_name) if city else None
        for recipient in document.recipients:
            if city is not None and city.places:
                yield from _township(document, recipient, city)
            yield from _person(document, batch, recipient, fund)
            if recipient.credit_code and not silent and not is_valid(recipient.credit_code):
                at = cell(recipient, "credit_code")
                yield placed("credit-code-invalid", document, recipient.sheet, at, recipient.credit_code)


def _checks_credit_codes(city: City) -> bool:
    """Whether check digits are looked at: an invented city has impossible codes; `[checks] credit_code` rules."""
    chosen = city.settings.get("checks", {}).get("credit_code")
    return not city.settings.get("illustrative", False) if chosen is None else bool(chosen)


def _township(document: Document, recipient: Recipient, city: Lookup) -> Iterator[Finding]:
    code, name = recipient.township_code, recipient.township_name
    if not code and not name:
        return
    key = "township_code" if code and "township_code" in recipient.columns else "township_name"
    place = city.place(code, name)
    if place is None:
        at = cell(recipient, key)
        yield placed("township-unknown", document, recipient.sheet, at, code or name, year=city.year)
    elif name and match_key(name) != match_key(place.name):
        others = {match_key(alias) for alias in place.aliases}
        rule = "township-alias" if match_key(name) in others else "township-name-differs"
        words = {"known_code": place.key, "expected": place.name}
        yield placed(rule, document, recipient.sheet, cell(recipient, "township_name"), name, **words)


def _person(document: Document, batch: Batch, recipient: Recipient, fund: Fund | None) -> Iterator[Finding]:
    """Never with the name in it: the cell is enough to find it."""
    if recipient.recipient_type in PERSONS:
        if fund is not None and fund.persons == "refused":
            at = cell(recipient, "recipient")
            yield placed("person-refused", document, recipient.sheet, at, fund=batch.fund_name)
    elif recipient.recipient_type in _SCREENED and looks_like_person(recipient.recipient):
        yield placed("person-suspected", document, recipient.sheet, cell(recipient, "recipient"))


def looks_like_person(name: str) -> bool:
    """Whether `name` is two or three Chinese characters that begin with a common surname and name no kind of body."""
    plain = name.replace(" ", "")
    return bool(_CHINESE_NAME.fullmatch(plain)) and plain[0] in _SURNAMES and not _ORGANISATION.search(plain)
