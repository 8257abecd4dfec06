"""A report that people can read."""

import html
from typing import Any

LABELS = {
    "currentOverdueAmount": "当前逾期金额(元)",
    "currentOverdueAccounts": "当前逾期账户数",
    "overdueMonths24": "近24个月逾期月数(最长连续/累计)",
    "fiveClassAbnormal": "五级分类异常",
    "badDebtFlag": "呆账/资产处置",
    "openLoanAccounts": "未结清贷款账户数",
    "openLoanInstitutions": "未结清贷款机构数",
    "loanBalance": "贷款余额(元)",
    "monthlyDebtService": "每月应还款(元)",
    "creditCardLimit": "信用卡授信额度(元)",
    "creditCardUsed6mAvg": "信用卡近6个月平均使用(元)",
    "queriesLoanApproval1m": "近1个月贷款审批查询",
    "queriesLoanApproval3m": "近3个月贷款审批查询",
    "queriesLoanApproval6m": "近6个月贷款审批查询",
    "guaranteedBalanceForOthers": "对外担保余额(元)",
    "guaranteedAbnormal": "对外担保异常",
    "housingLoanCount": "住房贷款笔数",
    "firstCreditMonth": "首次信贷月份",
    "publicRecords": "公共记录(强制执行/欠税/行政处罚)",
    "noRecord": "无信贷记录",
}


def write_report(report_no: str, report_at: str, asked: dict[str, Any], found: Any) -> bytes:
    """Set a report in HTML."""
    rows = "\n".join(
        f"<tr><th>{label}</th><td>{html.escape(_text(found[name]))}</td></tr>"
        for name, label in LABELS.items()
    )
    return f"""<!doctype html>
<html lang="zh-CN"><meta charset="utf-8"><title>个人信用报告(模拟) {report_no}</title>
<h1>个人信用报告(模拟)</h1>
<p>本报告由模拟征信系统生成,人物与数据均为虚构,不具有任何效力。</p>
<p>报告编号 {report_no} · 报告时间 {report_at}</p>
<p>姓名 {html.escape(asked["name"])} · 证件号码 {html.escape(asked["id_no"])}
 · 查询原因 {html.escape(asked["reason_code"])}
 · 授权书 {html.escape(asked["authorization_no"])}</p>
<table>
{rows}
</table>
</html>
""".encode()


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return " / ".join(str(part) for part in value.values())
    if isinstance(value, bool):
        return "是" if value else "否"
    return "—" if value is None else str(value)
