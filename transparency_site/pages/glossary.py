"""The words of public money, explained for readers who never saw a budget."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _


@dataclass(frozen=True, slots=True)
class Term:
    """A word and what it means."""

    word: str
    meaning: str


@dataclass(frozen=True, slots=True)
class TermGroup:
    """Words of one subject."""

    title: str
    terms: tuple[Term, ...]


def groups() -> tuple[TermGroup, ...]:
    """All words by subject, in the language of the request."""
    return (_budgets(), _funds(), _three_public(), _publishing())


def _budgets() -> TermGroup:
    return TermGroup(
        _("预算和决算"),
        (
            Term(_("部门预算"), _("一个部门一年准备收多少钱、花多少钱的计划，包括它的下属单位，年初批准。")),
            Term(_("部门决算"), _("一年结束后，实际收了多少、花了多少。")),
            Term(_("单位预算"), _("只算单位本级，不含下属单位。它已经包含在部门预算里，两者不能相加。")),
            Term(_("一级预算单位"), _("直接向财政部门申报预算的单位。下属单位由它汇总。")),
            Term(_("基本支出"), _("维持单位运转的钱：人员工资福利和日常办公。")),
            Term(_("项目支出"), _("为完成特定任务而花的钱，例如修路、办学。")),
            Term(_("功能分类"), _("钱用来做什么：教育、卫生、农林水等，分类、款、项三级。")),
            Term(_("经济分类"), _("钱花在什么东西上：工资、办公费、基建等。")),
            Term(_("一般公共预算"), _("以税收为主、用于公共服务的那部分预算。")),
            Term(_("政府性基金预算"), _("专门收取、专款专用的收入和支出，例如土地出让收入。")),
            Term(_("国有资本经营预算"), _("国有企业上交的利润等收入和用它安排的支出。")),
            Term(_("预算执行"), _("一年当中，到某个季度为止已经花了多少。")),
        ),
    )


def _funds() -> TermGroup:
    return TermGroup(
        _("专项资金"),
        (
            Term(_("专项资金"), _("上级或本级为某一特定目的安排的钱，只能用于这个目的。")),
            Term(_("批次"), _("一次下达：一个文号、一笔总额、一份收款对象名单。")),
            Term(_("文号"), _("下达文件的编号，例如某财农〔2013〕45号。搜索时括号写成什么样都可以。")),
            Term(_("公示"), _("把拨付名单公开若干天，请大家监督。公示期内可以打监督电话。")),
            Term(_("收款对象"), _("收到这笔钱的单位、项目、乡镇、村、企业或个人。个人姓名隐去一部分。")),
        ),
    )


def _three_public() -> TermGroup:
    return TermGroup(
        _("“三公”经费"),
        (
            Term(_("“三公”经费"), _("用财政拨款安排的因公出国（境）费、公务用车购置及运行费、公务接待费。")),
            Term(_("因公出国（境）费"), _("工作人员因公出国、出境的旅费、住宿、培训等。")),
            Term(_("公务用车购置及运行费"), _("买公车的钱，加上油费、维修、过路过桥、保险等。")),
            Term(_("公务接待费"), _("按规定开支的各类公务接待费用。")),
            Term(_("机关运行经费"), _("机关用于办公、印刷、差旅、会议等的日常经费，不属于“三公”经费合计。")),
        ),
    )


def _publishing() -> TermGroup:
    return TermGroup(
        _("公开和版本"),
        (
            Term(_("版本"), _("每公开一次，编号加一。带版本号的网址以后打开，看到的数据不变。")),
            Term(_("更正"), _("公布新的修订，旧的修订仍可查看，改了哪个数字用红线标出。")),
            Term(_("撤回"), _("一份文件从公开数据中撤下，说明原因，不再计入合计。")),
            Term(_("未公布"), _("单位还没有公布这个数字。它不等于零，也不计入合计。")),
            Term(_("勾稽"), _("表内表间应当相等的数字互相核对，例如收入总计等于支出总计。")),
            Term(_("万元、亿元"), _("1 万元 = 10,000 元；1 亿元 = 100,000,000 元。鼠标停在数字上可看到精确到分的数。")),
        ),
    )
