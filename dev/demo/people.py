"""The fictional banks of the demo and who works there."""

import sys
from dataclasses import dataclass

PASSWORD = "Yunwu-2026-demo"  # noqa: S105  # the demo's, printed at every start
UNION, QINGJIANG, YUNZE = "4299", "429901", "429902"


@dataclass(frozen=True, slots=True)
class DemoOrg:
    no: str
    name: str
    short_name: str
    kind: str
    parent: str | None


@dataclass(frozen=True, slots=True)
class DemoPerson:
    login: str
    name: str
    org: str
    roles: tuple[str, ...]
    authority_yuan: str = ""


ORGS = (
    DemoOrg(UNION, "示例省农村信用社联合社(演示)", "省联社", "UNION", None),
    DemoOrg(QINGJIANG, "清江农村商业银行(演示)", "清江", "COUNTY_BANK", UNION),
    DemoOrg("42990101", "清江农商行茶山支行", "茶山支行", "BRANCH", QINGJIANG),
    DemoOrg("42990102", "清江农商行河口支行", "河口支行", "BRANCH", QINGJIANG),
    DemoOrg(YUNZE, "云泽农村商业银行(演示)", "云泽", "COUNTY_BANK", UNION),
    DemoOrg("42990201", "云泽农商行湖滨支行", "湖滨支行", "BRANCH", YUNZE),
)

PEOPLE = (
    DemoPerson("lin.zhuban", "林主办", "42990101", ("CUSTOMER_MANAGER",)),
    DemoPerson("he.xieban", "何协办", "42990101", ("CUSTOMER_MANAGER",)),
    DemoPerson("sun.chashan", "孙茶山", "42990101", ("BRANCH_HEAD",), "50000"),
    DemoPerson("gao.shencha", "高审查", QINGJIANG, ("CREDIT_REVIEWER",)),
    DemoPerson("luo.shenpi", "罗审批", QINGJIANG, ("CREDIT_APPROVER",), "300000"),
    DemoPerson("wei.daishen", "魏贷审", QINGJIANG, ("COMMITTEE_MEMBER",)),
    DemoPerson("jin.daishen", "金贷审", QINGJIANG, ("COMMITTEE_MEMBER",)),
    DemoPerson("shu.daishen", "舒贷审", QINGJIANG, ("COMMITTEE_MEMBER",)),
    DemoPerson("fang.zhuren", "方主任", QINGJIANG, ("COMMITTEE_MEMBER", "COMMITTEE_CHAIR")),
    DemoPerson("he.mishu", "贺秘书", QINGJIANG, ("COMMITTEE_SECRETARY",)),
    DemoPerson("mei.hangzhang", "梅行长", QINGJIANG, ("BANK_PRESIDENT",), "3000000"),
    DemoPerson("shao.fengxian", "邵风险", QINGJIANG, ("RISK_OFFICER",)),
    DemoPerson("qi.zhengxin", "祁征信", QINGJIANG, ("CREDIT_QUERY_ADMIN",)),
    DemoPerson("song.fuhe", "宋复核", QINGJIANG, ("CONTRACT_REVIEWER",)),
    DemoPerson("tang.fangkuan", "唐放款", QINGJIANG, ("DISBURSEMENT_OFFICER",)),
    DemoPerson("yao.yapin", "姚押品", QINGJIANG, ("COLLATERAL_OFFICER",)),
    DemoPerson("feng.dangan", "冯档案", QINGJIANG, ("ARCHIVIST",)),
    DemoPerson("dong.dudao", "董督导", QINGJIANG, ("MICRO_CENTER_SUPERVISOR",)),
    DemoPerson("cheng.chanpin", "程产品", QINGJIANG, ("PRODUCT_ADMIN",)),
    DemoPerson("bai.fabu", "白发布", QINGJIANG, ("PRODUCT_ADMIN", "WORKFLOW_ADMIN")),
    DemoPerson("wu.liucheng", "吴流程", QINGJIANG, ("WORKFLOW_ADMIN",)),
    DemoPerson("an.xitong", "安系统", QINGJIANG, ("SYSTEM_ADMIN",)),
    DemoPerson("kuang.xitong", "邝系统", QINGJIANG, ("SYSTEM_ADMIN",)),
    DemoPerson("yan.shenji", "严审计", QINGJIANG, ("AUDITOR",)),
    DemoPerson("ji.shengshe", "纪省社", UNION, ("UNION_OPERATOR",)),
    DemoPerson("shi.yunze", "石云泽", "42990201", ("CUSTOMER_MANAGER",)),
    DemoPerson("lu.yunze", "卢云泽", "42990201", ("CUSTOMER_MANAGER",)),
    DemoPerson("hu.hubin", "胡湖滨", "42990201", ("BRANCH_HEAD",), "30000"),
    DemoPerson("gu.shencha", "谷审查", YUNZE, ("CREDIT_REVIEWER",)),
    DemoPerson("ling.shenpi", "凌审批", YUNZE, ("CREDIT_APPROVER",), "300000"),
    DemoPerson("an.weiyuan", "安委员", YUNZE, ("COMMITTEE_MEMBER", "COMMITTEE_CHAIR")),
    DemoPerson("bao.weiyuan", "鲍委员", YUNZE, ("COMMITTEE_MEMBER",)),
    DemoPerson("cen.weiyuan", "岑委员", YUNZE, ("COMMITTEE_MEMBER",)),
    DemoPerson("dai.mishu", "戴秘书", YUNZE, ("COMMITTEE_SECRETARY",)),
    DemoPerson("e.hangzhang", "鄂行长", YUNZE, ("BANK_PRESIDENT",), "3000000"),
    DemoPerson("fu.fengxian", "傅风险", YUNZE, ("RISK_OFFICER",)),
    DemoPerson("gan.zhengxin", "甘征信", YUNZE, ("CREDIT_QUERY_ADMIN",)),
    DemoPerson("hua.fuhe", "华复核", YUNZE, ("CONTRACT_REVIEWER",)),
    DemoPerson("ji.fangkuan", "纪放款", YUNZE, ("DISBURSEMENT_OFFICER",)),
    DemoPerson("kang.yapin", "康押品", YUNZE, ("COLLATERAL_OFFICER",)),
    DemoPerson("lang.dangan", "郎档案", YUNZE, ("ARCHIVIST",)),
    DemoPerson("meng.dudao", "孟督导", YUNZE, ("MICRO_CENTER_SUPERVISOR",)),
    DemoPerson("ning.xitong", "宁系统", YUNZE, ("SYSTEM_ADMIN",)),
    DemoPerson("ou.shenji", "欧审计", YUNZE, ("AUDITOR",)),
)


def print_logins() -> None:
    """Print the logins of the demo, one line each."""
    orgs = {org.no: org.short_name for org in ORGS}
    for person in PEOPLE:
        roles = "、".join(person.roles)
        sys.stdout.write(f"  {person.login:<16} {person.name}  {orgs[person.org]}  {roles}\n")
    sys.stdout.write(f"  演示口令(所有人相同):{PASSWORD}\n")
