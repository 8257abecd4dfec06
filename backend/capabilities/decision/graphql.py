"""How clients see strategies and decisions."""

import gzip
import json
from datetime import datetime
from decimal import Decimal
from uuid import UUID

import strawberry
from tortoise.expressions import Q
from tortoise.models import Model

from backend.capabilities.application.graphql import ApplicationPayload
from backend.capabilities.decision import models, service
from backend.capabilities.decision.rules import (
    AdjustedField,
    AdjustmentReason,
    DecisionResult,
    DecisionStage,
    Finding,
    Grade,
    PreAssessmentState,
    StrategyState,
    findings_of,
    read_strategy,
)
from backend.kit.actor import Actor
from backend.kit.graphql import (
    Door,
    Filter,
    Node,
    Payload,
    column,
    derived,
    entity,
    many,
    one,
    where,
)
from backend.kit.json import Json
from backend.kit.money import Fen
from backend.kit.scope import rows_within

door = Door()


def offered(model: type[Model], actor: Actor, permission: str) -> Q:
    """See one's own strategies and, read-only, those of the union."""
    return rows_within(model, actor, permission) | Q(legal_entity_id=actor.union_id)


def _document(text: str) -> Json:
    return Json(json.loads(text))


def _findings(content: str) -> list["StrategyFinding"]:
    return [StrategyFinding.of(finding) for finding in findings_of(read_strategy(content))]


def _trace(packed: bytes | None) -> Json | None:
    return Json(json.loads(gzip.decompress(bytes(packed)))) if packed else None


def _objects(rows: list[dict[str, str]]) -> list[Json]:
    return [Json(row) for row in rows]


def _fen(amount: int | None) -> Fen | None:
    return None if amount is None else Fen(amount)


@strawberry.type(description="策略检查发现的问题")
class StrategyFinding:
    code: str = strawberry.field(description="问题代码")
    text: str = strawberry.field(description="问题与位置")
    node_id: str = strawberry.field(description="节点")
    row_id: str = strawberry.field(description="决策表的行")

    @classmethod
    def of(cls, finding: Finding) -> "StrategyFinding":
        """Show one finding of the gate."""
        return cls(
            code=finding.code.value,
            text=finding.text,
            node_id=finding.node_id,
            row_id=finding.row_id,
        )


@entity(models.DecisionVersion, read="decision:read", scope=offered, description="决策策略版本")
class DecisionVersion(Node):
    id: UUID = column("标识")
    number: int = column("版本号")
    version: int = column("记录版本")
    status: StrategyState = column("状态")
    sha256: str = column("策略文件摘要")
    content: Json = derived("策略文件:决策图与测试用例", needs=("content",), by=_document)
    findings: list[StrategyFinding] = derived(
        "发布检查发现的问题,没有则可发布", needs=("content",), by=_findings
    )
    published_at: datetime | None = column("发布时间")


@entity(models.DecisionModel, read="decision:read", scope=offered, description="决策模型")
class DecisionModel(Node):
    id: UUID = column("标识")
    key: str = column("策略代码")
    name: str = column("策略名称")
    versions: list[DecisionVersion] = many("各版本", by="model_id", order_by=("-number",))


@entity(models.Adjustment, read="decision:read", description="人工调整")
class Adjustment(Node):
    id: UUID = column("标识")
    node: str = column("环节")
    subject_type: str = column("出处")
    field: AdjustedField = column("调整项")
    from_value: str = column("系统建议值")
    to_value: str = column("调整后的值")
    reason_code: AdjustmentReason = column("原因代码")
    reason_text: str = column("原因说明")
    by_name: str = column("调整人")
    at: datetime = column("时间")


@entity(models.Decision, read="decision:read", description="系统决策")
class Decision(Node):
    id: UUID = column("标识")
    application_id: UUID = column("申请")
    stage: DecisionStage = column("阶段")
    result: DecisionResult = column("结论")
    grade: Grade | None = column("等级")
    score: int | None = column("评分")
    factors: list[Json] = derived("评分因子", needs=("factors",), by=_objects)
    proposed_amount: Fen | None = derived("建议金额(元)", needs=("proposed_amount_fen",), by=_fen)
    proposed_term_months: int | None = column("建议期限(月)")
    proposed_spread_bp: int | None = column("建议加点(基点)")
    proposed_rate: Decimal | None = column("建议年利率(%)")
    dsr: Decimal | None = column("月收入负债比")
    coverage: Decimal | None = column("年度偿债占净收入比")
    service_12m: Fen | None = derived("未来十二个月还款额(元)", needs=("service_12m_fen",), by=_fen)
    caps: list[Json] = derived("额度测算各上限", needs=("caps",), by=_objects)
    hits: list[Json] = derived("命中规则,含取值与阈值", needs=("hits",), by=_objects)
    explanation: list[str] = column("决策说明")
    snapshot_sha256: str = column("输入快照摘要")
    engine_version: str = column("引擎版本")
    trace: Json | None = derived("逐节点轨迹", needs=("trace_gz",), by=_trace)
    is_stale: bool = column("已失效,须重新决策")
    strategy_version: DecisionVersion | None = one("所用策略版本")
    adjustments: list[Adjustment] = many("人工调整", by="decision_id")
    created_at: datetime = column("时间")


@entity(models.PreAssessment, read="decision:read", description="预评估")
class PreAssessment(Node):
    id: UUID = column("标识")
    application_id: UUID = column("申请")
    run_no: int = column("第几次")
    status: PreAssessmentState = column("结果")
    hits: list[Json] = derived("命中规则,含取值与阈值", needs=("hits",), by=_objects)
    explanation: list[str] = column("说明")
    indicative_amount: Fen | None = derived(
        "参考额度(元)", needs=("indicative_amount_fen",), by=_fen
    )
    rate_min: Decimal | None = column("参考年利率下限(%)")
    rate_max: Decimal | None = column("参考年利率上限(%)")
    awaiting_count: int = derived("尚待几人的征信结果", needs=("awaiting",), by=len)
    problem: str = column("未能得出结果的原因")
    snapshot_sha256: str = column("输入快照摘要")
    engine_version: str = column("引擎版本")
    trace: Json | None = derived("逐节点轨迹", needs=("trace_gz",), by=_trace)
    strategy_version: DecisionVersion | None = one("所用策略版本")
    created_at: datetime = column("开始时间")
    finished_at: datetime | None = column("完成时间")


@strawberry.input(description="预评估的筛选条件")
class PreAssessmentFilter(Filter):
    application_id: UUID | None = where("application_id", "申请")
    status: PreAssessmentState | None = where("status", "结果")


@strawberry.type(description="预评估办理结果")
class PreAssessmentPayload(Payload):
    pre_assessment: PreAssessment | None = strawberry.field(default=None, description="预评估")


@strawberry.input(description="系统决策的筛选条件")
class DecisionFilter(Filter):
    application_id: UUID | None = where("application_id", "申请")
    stage: DecisionStage | None = where("stage", "阶段")
    is_stale: bool | None = where("is_stale", "已失效")


@strawberry.input(description="决策模型的筛选条件")
class DecisionModelFilter(Filter):
    key: str | None = where("key", "策略代码")


@strawberry.type(description="决策策略版本的办理结果")
class DecisionVersionPayload(Payload):
    decision_version: DecisionVersion | None = strawberry.field(
        default=None, description="策略版本"
    )


door.one("decision", Decision, "一次系统决策")
door.list("decisions", Decision, "系统决策列表", filters=DecisionFilter)
door.one("preAssessment", PreAssessment, "一次预评估")
door.list("preAssessments", PreAssessment, "预评估列表", filters=PreAssessmentFilter)
door.mutation(
    service.run_pre_assessment,
    gives=PreAssessmentPayload,
    allow="decision:assess",
    description="重新预评估",
)
for verb, allow, description in (
    (service.accept_referral, "decision:refer", "同意转人工的预评估,进入调查"),
    (service.refuse_referral, "decision:refer", "否决转人工的预评估"),
    (service.reconsider, "decision:reconsider", "对预评估拒绝提出或同意复议,须两人"),
    (service.close_rejected, "decision:close", "结束预评估拒绝的申请"),
):
    door.mutation(verb, gives=ApplicationPayload, allow=allow, description=description)
door.list("decisionModels", DecisionModel, "决策模型", filters=DecisionModelFilter)
door.one("decisionVersion", DecisionVersion, "一个策略版本")
for edit, allow, description in (
    (service.save_decision_draft, "decision:draft", "保存决策策略草稿"),
    (service.submit_decision_version, "decision:draft", "提交策略版本待发布,须通过发布检查"),
    (service.return_decision_version, "decision:publish", "退回策略版本"),
    (service.publish_decision_version, "decision:publish", "发布策略版本,编制人不能发布"),
):
    door.mutation(edit, gives=DecisionVersionPayload, allow=allow, description=description)
