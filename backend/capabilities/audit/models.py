"""What happened, append-only."""

from tortoise import fields
from tortoise.models import Model

from backend.kit.clock import utc_now
from backend.kit.ids import uuid7


class StateTransition(Model):
    """One step of one state machine (状态变迁)."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    legal_entity_id = fields.UUIDField(db_index=True, description="法人机构")
    org_path = fields.CharField(max_length=120, description="机构路径")
    entity = fields.CharField(max_length=40, description="对象")
    entity_id = fields.UUIDField(db_index=True, description="对象标识")
    from_state = fields.CharField(max_length=32, description="原状态")
    to_state = fields.CharField(max_length=32, description="新状态")
    action = fields.CharField(max_length=40, description="动作")
    reason = fields.TextField(default="", description="原因")
    actor_id = fields.UUIDField(description="操作人")
    actor_name = fields.CharField(max_length=80, description="操作人姓名")
    trace_id = fields.CharField(max_length=64, description="跟踪号")
    at = fields.DatetimeField(default=utc_now, description="时间")

    class Meta:
        table = "state_transition"
        table_description = "状态变迁"


class AuditLog(Model):
    """One entry of a legal entity's chain (操作日志)."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    legal_entity_id = fields.UUIDField(description="法人机构")
    seq = fields.BigIntField(description="链内序号")
    at = fields.DatetimeField(description="时间")
    actor_id = fields.UUIDField(description="操作人")
    actor_name = fields.CharField(max_length=80, description="操作人姓名")
    action = fields.CharField(max_length=60, description="动作")
    entity = fields.CharField(max_length=40, description="对象")
    entity_id = fields.UUIDField(null=True, description="对象标识")
    facts: fields.Field[dict[str, object]] = fields.JSONField(description="事实(已脱敏)")
    ip = fields.CharField(max_length=45, description="IP")
    device = fields.CharField(max_length=120, description="终端")
    trace_id = fields.CharField(max_length=64, description="跟踪号")
    prev_hash = fields.CharField(max_length=64, description="前一条摘要")
    hash = fields.CharField(max_length=64, description="本条摘要")

    class Meta:
        table = "audit_log"
        table_description = "操作日志(哈希链)"
        unique_together = (("legal_entity_id", "seq"),)


class DataViewLog(Model):
    """Who saw personal data in full, and why (数据查看日志)."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    legal_entity_id = fields.UUIDField(db_index=True, description="法人机构")
    viewer_id = fields.UUIDField(description="查看人")
    viewer_name = fields.CharField(max_length=80, description="查看人姓名")
    subject = fields.CharField(max_length=40, description="对象")
    subject_id = fields.UUIDField(db_index=True, description="对象标识")
    fields_seen: fields.Field[list[str]] = fields.JSONField(description="查看的字段")
    reason = fields.TextField(description="理由")
    at = fields.DatetimeField(default=utc_now, description="时间")

    class Meta:
        table = "data_view_log"
        table_description = "数据查看日志"


APPEND_ONLY = ("state_transition", "audit_log", "data_view_log")
