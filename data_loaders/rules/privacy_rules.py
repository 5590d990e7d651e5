"""Rules about personal data: an upload that carries any is stopped, its cells named, its values never repeated."""

from __future__ import annotations

from data_loaders.findings import Severity
from data_loaders.rules.base import Rule


def _personal(code: str, kind_zh: str, kind_en: str, how_zh: str, how_en: str) -> Rule:
    return Rule(
        code,
        Severity.ERROR,
        f"含{kind_zh}",
        f"Contains {kind_en}",
        f"{kind_zh}不得公开（个人信息保护法第二十八条；信息公开须去标识化）。{how_zh}",
        f"Must never be published (Personal Information Protection Law, Article 28). {how_en}",
        f"{{place_zh}}疑似含{kind_zh}（此处不重复内容）：请删除后再上传；如为凭证号等编码，请放在已声明的编码列。",
        f"{{place_en}} seems to contain {kind_en} (not repeated here): delete it and upload again; "
        "codes such as voucher numbers belong into a column declared as codes.",
    )


RULES: tuple[Rule, ...] = (
    _personal(
        "personal-id-number",
        "身份证号",
        "an identity card number",
        "18 位号码按 GB 11643 校验，15 位号码按日期判断。",
        "18 digits are checked by GB 11643, 15 digits by their date.",
    ),
    _personal(
        "personal-bank-card",
        "银行卡号",
        "a bank card number",
        "16 至 19 位，按 Luhn 校验。",
        "16 to 19 digits with a Luhn check.",
    ),
    _personal(
        "personal-account-number",
        "银行账号",
        "a bank account number",
        "标有“账号”“卡号”字样的长数字。",
        "A long number beside the words for account or card.",
    ),
    _personal(
        "personal-phone",
        "手机号码",
        "a mobile phone number",
        "1[3-9] 开头的 11 位号码。",
        "11 digits that begin with 1[3-9].",
    ),
    _personal(
        "personal-lost-digits",
        "丢失末位的长号码",
        "a long number that lost its last digits",
        "电子表格把 16 位以上的号码存成数值时会丢失末位，多为身份证号或卡号。",
        "Spreadsheets lose digits of numbers with 16 and more, which are mostly identity or card numbers.",
    ),
)
