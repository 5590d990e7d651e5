"""Every error that a reader can meet: code, HTTP status, and in Chinese and English what happened and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Words:
    """One error in one language. `detail` may hold {parameter} {value} {expected}."""

    title: str
    detail: str
    what_to_do: str


@dataclass(frozen=True, slots=True)
class ErrorKind:
    """One kind of error; `code` is stable, programs may rely on it."""

    code: str
    status: int
    zh: Words
    en: Words


_KINDS = (
    ErrorKind(
        "unknown-parameter", 400,
        Words("不认识的参数", "没有名为“{parameter}”的参数。", "可用的参数：{expected}"),
        Words("Unknown parameter", 'There is no parameter "{parameter}".', "Parameters: {expected}"),
    ),
    ErrorKind(
        "duplicate-parameter", 400,
        Words("参数重复", "参数“{parameter}”给了不止一次。", "每个参数只写一次；多个取值用 {parameter}__in=甲,乙。"),
        Words("Parameter given twice", 'The parameter "{parameter}" is given more than once.',
              "Give each parameter once; several values: {parameter}__in=a,b."),
    ),
    ErrorKind(
        "bad-value", 400,
        Words("参数取值不对", "参数“{parameter}”的取值“{value}”不能使用。", "应为：{expected}"),
        Words("Value cannot be used", 'The value "{value}" of parameter "{parameter}" cannot be used.',
              "Expected: {expected}"),
    ),
    ErrorKind(
        "format-missing", 406,
        Words("这里没有这种格式", "本站没有安装“{parameter}”格式所需的部件。", "同样的内容可用：{expected}。"),
        Words("Format not installed", 'This site runs without the part that writes "{parameter}".',
              "The same rows come as: {expected}."),
    ),
    ErrorKind(
        "missing-parameter", 400,
        Words("缺少参数", "缺少参数“{parameter}”。", "应为：{expected}"),
        Words("Parameter missing", 'The parameter "{parameter}" is missing.', "Expected: {expected}"),
    ),
    ErrorKind(
        "too-long", 400,
        Words("参数过长", "参数“{parameter}”的取值太长。", "请缩短后重试（{expected} 个字符）。"),
        Words("Value too long", 'The value of parameter "{parameter}" is too long.', "Shorten it ({expected})."),
    ),
    ErrorKind(
        "too-many-values", 400,
        Words("取值过多", "参数“{parameter}”的取值太多。", "一次最多：{expected}"),
        Words("Too many values", 'The parameter "{parameter}" has too many values.', "At most: {expected}"),
    ),
    ErrorKind(
        "too-many-rows", 400,
        Words("行数过多", "结果太大，不能生成 XLSX 文件。", "请改用 CSV，或增加筛选条件（{expected} 行以内）。"),
        Words("Too many rows", "The result is too large for an XLSX file.", "Use CSV, or filter ({expected} rows)."),
    ),
    ErrorKind(
        "bad-cursor", 400,
        Words("翻页标记无效", "翻页标记（cursor）不属于这个列表。", "请从第一页重新开始，沿 links.next 翻页。"),
        Words("Cursor not valid", "The cursor does not belong to this list.",
              "Begin again at the first page and follow links.next."),
    ),
    ErrorKind(
        "not-additive", 400,
        Words("不能相加", "这些行不能相加：年度、阶段、口径、表或资金性质不止一种。",
              "请用筛选条件把它们各限定为一种。"),
        Words("Not additive", "These rows must not be added: they differ in year, stage, scope, table or fund.",
              "Fix each of these with a filter."),
    ),
    ErrorKind(
        "too-many-groups", 400,
        Words("分组过多", "按“{value}”分组，组数太多。", "请换用更粗的分组，或增加筛选条件（{expected} 组）。"),
        Words("Too many groups", 'Grouped by "{value}" there are too many groups.',
              "Group more coarsely, or filter ({expected} groups)."),
    ),
    ErrorKind(
        "query-refused", 400,
        Words("检索词不能使用", "检索词太长、词太多，或页码太深。", "请用更短的检索词（{expected}）。"),
        Words("Query refused", "The query is too long, has too many words, or its page is too deep.",
              "Use a shorter query ({expected})."),
    ),
    ErrorKind(
        "bad-request", 400,
        Words("请求不正确", "服务器看不懂这个请求。", "请检查地址后重试。"),
        Words("Bad request", "The server does not understand this request.", "Check the address and try again."),
    ),
    ErrorKind(
        "form-expired", 400,
        Words("页面已过期", "这个表单太旧，或不是从本站打开的，没有执行任何操作。", "请回到上一页刷新后再提交一次。"),
        Words("The page has expired", "This form is too old or was not opened here; nothing was done.",
              "Go back, reload the page and send it once more."),
    ),
    ErrorKind(
        "unauthorized", 401,
        Words("需要登录", "这个页面只供财政局工作人员使用。", "请先登录。"),
        Words("Sign in first", "This page is for the finance bureau's staff.", "Sign in first."),
    ),
    ErrorKind(
        "forbidden", 403,
        Words("没有权限", "您没有打开这个页面的权限。", "如有需要，请联系财政局管理员。"),
        Words("Not allowed", "You may not open this page.", "Ask the bureau's administrator."),
    ),
    ErrorKind(
        "not-found", 404,
        Words("没有找到", "这个地址没有内容。", "请检查地址，或从首页、搜索重新查找。"),
        Words("Not found", "There is nothing at this address.", "Check the address, or start from home or search."),
    ),
    ErrorKind(
        "unknown-version", 404,
        Words("没有这个版本", "{parameter} 所指的版本或日期没有公布记录。",
              "请在公布记录中选择一个版本，或去掉 {parameter}。"),
        Words("Unknown version", "Nothing was published at the version or date that {parameter} names.",
              "Choose a version from the publications, or leave {parameter} out."),
    ),
    ErrorKind(
        "method-not-allowed", 405,
        Words("方法不允许", "这里只能读取，不能写入。", "请使用 GET、HEAD 或 OPTIONS。"),
        Words("Method not allowed", "This is read only.", "Use GET, HEAD or OPTIONS."),
    ),
    ErrorKind(
        "not-acceptable", 406,
        Words("没有这种格式", "这个地址不提供所要求的格式。",
              "请用 Accept: application/json，或改用 .csv、.xlsx 地址。"),
        Words("Not acceptable", "This address does not give the format asked for.",
              "Use Accept: application/json, or the .csv or .xlsx address."),
    ),
    ErrorKind(
        "gone", 410,
        Words("已不再提供", "这里的内容已不再提供。", "请查看公布记录。"),
        Words("Gone", "This is no longer offered.", "See the publications."),
    ),
    ErrorKind(
        "too-large", 413,
        Words("一次上传的内容太大", "一次发送的内容加起来不能超过 {expected}，这一次没有保存任何东西。",
              "请分几次上传；文件本身太大时，请去掉多余的工作表和图片。已经上传过的文件不受影响。"),
        Words("Too large", "What is sent at once must not be larger than {expected}; nothing of it was kept.",
              "Send it in several parts, or take needless sheets and pictures out. Earlier uploads are not affected."),
    ),
    ErrorKind(
        "address-too-long", 414,
        Words("地址过长", "地址太长。", "请减少筛选条件。"),
        Words("Address too long", "The address is too long.", "Use fewer filters."),
    ),
    ErrorKind(
        "too-many-requests", 429,
        Words("访问太频繁", "短时间内请求太多。", "请等 {expected} 秒再试；要很多数据，请下载整个文件（不限次数）。"),
        Words("Too many requests", "Too many requests in a short time.",
              "Try again in {expected} seconds; for much data download whole files, which are never limited."),
    ),
    ErrorKind(
        "internal-error", 500,
        Words("服务器出错", "服务器出错了，问题已记录。", "请稍后再试；如果一直这样，请告诉财政局。"),
        Words("Internal error", "Something went wrong here; it has been recorded.",
              "Try again later; if it persists, tell the finance bureau."),
    ),
    ErrorKind(
        "unavailable", 503,
        Words("暂时无法访问", "数据库暂时无法访问。", "请稍后再试。"),
        Words("Unavailable", "The database cannot be reached at the moment.", "Try again in a little while."),
    ),
)

KINDS: Mapping[str, ErrorKind] = MappingProxyType({kind.code: kind for kind in _KINDS})
_BY_STATUS = {
    400: "bad-request", 401: "unauthorized", 403: "forbidden", 404: "not-found", 405: "method-not-allowed",
    406: "not-acceptable", 410: "gone", 413: "too-large", 414: "address-too-long", 429: "too-many-requests",
    500: "internal-error", 503: "unavailable",
}


def kind_of_status(status: int) -> ErrorKind:
    """The plain error of an HTTP status."""
    return KINDS[_BY_STATUS.get(status, "bad-request" if status < 500 else "internal-error")]
