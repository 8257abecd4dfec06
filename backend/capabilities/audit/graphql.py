"""How auditors see the logs."""

from datetime import datetime
from uuid import UUID

import strawberry

from backend.capabilities.audit import models, queries
from backend.kit.graphql import Context, Door, Filter, Node, column, entity, where
from backend.kit.json import Json

door = Door()


@entity(models.AuditLog, read="audit:read", description="操作日志")
class AuditLog(Node):
    id: UUID = column("标识")
    seq: int = column("链内序号")
    at: datetime = column("时间")
    actor_name: str = column("操作人")
    action: str = column("动作")
    subject: str = column("对象", "entity")
    subject_id: UUID | None = column("对象标识", "entity_id")
    facts: Json = column("事实(已脱敏)")
    trace_id: str = column("跟踪号")
    hash: str = column("本条摘要")


@entity(models.StateTransition, read="audit:read", description="状态变迁")
class StateTransition(Node):
    id: UUID = column("标识")
    subject: str = column("对象", "entity")
    subject_id: UUID = column("对象标识", "entity_id")
    from_state: str = column("原状态")
    to_state: str = column("新状态")
    action: str = column("动作")
    reason: str = column("原因")
    actor_name: str = column("操作人")
    at: datetime = column("时间")


@entity(models.DataViewLog, read="audit:read", description="数据查看日志")
class DataViewLog(Node):
    id: UUID = column("标识")
    viewer_name: str = column("查看人")
    subject: str = column("对象")
    subject_id: UUID = column("对象标识")
    fields_seen: list[str] = column("查看的字段")
    reason: str = column("理由")
    at: datetime = column("时间")


@strawberry.input(description="操作日志的筛选条件")
class AuditLogFilter(Filter):
    action: str | None = where("action__startswith", "动作开头")
    subject_id: UUID | None = where("entity_id", "对象标识")
    since: datetime | None = where("at__gte", "起始时间")
    until: datetime | None = where("at__lt", "截止时间")


@strawberry.type(description="日志链验证结论")
class AuditChainVerdict:
    entries: int = strawberry.field(description="验证过的条数")
    broken_seq: int | None = strawberry.field(description="第一处断裂的序号,完整时为空")
    problem: str = strawberry.field(description="结论")


door.list("auditLogs", AuditLog, "操作日志", filters=AuditLogFilter)
door.list("dataViewLogs", DataViewLog, "数据查看日志")


@door.query("verifyAuditChain", allow="audit:verify", description="验证本机构的日志链")
async def verify_audit_chain(context: Context) -> AuditChainVerdict:
    """Verify the chain of the actor's legal entity."""
    verdict = await queries.verify_chain(context.actor.legal_entity_id)
    return AuditChainVerdict(
        entries=verdict.entries, broken_seq=verdict.broken_seq, problem=verdict.problem
    )
