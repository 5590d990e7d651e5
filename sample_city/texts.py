"""The words of a budget document: duties, structure, explanations, reasons, glossary. All of it is invented."""

from __future__ import annotations

from decimal import Decimal

from data_loaders.city import Unit
from sample_city.class_names import ClassNames
from sample_city.unit_budget import FISCAL, UnitBudget, classes

_DUTIES = {
    "乡镇街道": "宣传和落实各项政策，办理本辖区的经济发展、社会管理、公共服务和安全稳定工作，指导村（居）民自治",
    "党委部门": "承担市委交办的有关工作，组织调查研究，督促检查各项决定的落实，指导本系统的工作",
    "人大政协法检": "依照法律规定行使职权，办理会议、监督、审判或者检察等各项工作",
    "群团组织": "联系和服务所代表的群众，反映意见和要求，维护合法权益，组织有关活动",
    "园区": "负责园区的规划建设、招商引资、企业服务和日常管理",
    "政府部门": "贯彻执行有关法律法规，拟订本行业发展规划和年度计划并组织实施，承担行业管理、监督检查和公共服务",
    "直属事业单位": "承担本行业的公共服务和技术支持，管理所属设施，完成市政府交办的事务",
}

GLOSSARY = (
    "（一）财政拨款收入：本年度从本级财政部门取得的财政拨款。\n"
    "（二）事业收入：事业单位开展专业业务活动及其辅助活动所取得的收入。\n"
    "（三）其他收入：除财政拨款收入、事业收入、事业单位经营收入以外的收入。\n"
    "（四）基本支出：为保障机构正常运转、完成日常工作任务而发生的人员支出和公用支出。\n"
    "（五）项目支出：在基本支出之外，为完成特定任务和事业发展目标所发生的支出。\n"
    "（六）“三公”经费：因公出国（境）费、公务用车购置及运行费、公务接待费。\n"
    "（七）机关运行经费：行政单位使用一般公共预算拨款安排的日常公用经费支出。"
)


def wan(fen: int) -> str:
    """Fen as 万元 with two decimals, for sentences."""
    return f"{Decimal(fen) / 1_000_000:,.2f}"


def duties(unit: Unit) -> str:
    return (
        f"    {unit.name}是示例市的{unit.unit_type}。\n"
        f"    主要职能包括：{_DUTIES[unit.category]}；承办上级交办的其他事项。（示例文字）"
    )


def organisation(unit: Unit, budget: UnitBudget) -> str:
    offices = max(2, min(14, budget.staff // 9))
    return (
        f"    {unit.name}部门预算是包括{unit.name}本部以及所属预算单位的综合收支计划。\n"
        f"    内设机构{offices}个，财政供养人员{budget.staff}人。（示例文字）"
    )


def changes(unit: Unit, budget: UnitBudget, before: UnitBudget, names: ClassNames) -> str:
    """How this year's total compares with last year's, and what the largest classes are for."""
    lines = [
        f"    {budget.year}年，{unit.short_name}预算支出总额为{wan(budget.total)}万元，"
        f"其中：财政拨款支出{wan(sum(budget.from_source(source) for source in FISCAL))}万元。",
        f"    支出预算比{budget.year - 1}年{_moved(budget.total, before.total)}，"
        "主要原因是人员经费按政策调整、项目安排有增有减。",
    ]
    largest = sorted(classes(budget.items), key=lambda row: -row.item.total)[:4]
    lines += [
        f"    {place}. “{names.functional(row.code)}”科目{wan(row.item.total)}万元，主要用于"
        f"{'机构运转和' if row.item.basic else ''}{'专项工作' if row.item.project else '离退休、医疗和住房保障'}。"
        for place, row in enumerate(largest, 1)
    ]
    return "\n".join(lines)


def three_public_reasons(budget: UnitBudget, before: UnitBudget) -> str:
    now, then = budget.three_public, before.three_public
    parts = (
        ("因公出国（境）费", now.overseas_travel, then.overseas_travel, "按批准的出访计划安排"),
        ("公务用车购置及运行费", now.vehicles, then.vehicles, "严格执行用车定额，更新车辆须经批准"),
        ("公务接待费", now.reception, then.reception, "落实厉行节约的规定，压缩接待标准和陪同人数"),
    )
    lines = [
        f"    一、{budget.year}年“三公”经费预算情况说明",
        f"    {budget.year}年“三公”经费预算数为{wan(now.total)}万元，"
        f"比{budget.year - 1}年{_moved(now.total, then.total)}。其中：",
        *(
            f"    （{mark}）{name}{wan(new)}万元，{_moved(new, old)}，{why}。"
            for mark, (name, new, old, why) in zip("一二三", parts, strict=True)
        ),
        "    二、机关运行经费说明",
        f"    {budget.year}年机关运行经费预算为{wan(now.operating)}万元。"
        if now.operating
        else "    本部门无机关运行经费。",
        "    三、政府采购情况",
        f"    {budget.year}年政府采购预算{wan(budget.total // 50 // 1_000_000 * 1_000_000)}万元，均按规定程序执行。",
    ]
    return "\n".join(lines)


def _moved(new: int, old: int) -> str:
    if new == old:
        return "持平"
    return f"{'增加' if new > old else '减少'}{wan(abs(new - old))}万元"
