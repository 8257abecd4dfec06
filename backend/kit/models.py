"""Tables of the tool box itself, and the columns that every table shares."""

from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from backend.kit.clock import utc_now
from backend.kit.ids import uuid7


class Row(Model):
    """A row with an identity, a version for optimistic locking, and who made and changed it."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    version = fields.IntField(default=1, description="乐观锁版本")
    created_at = fields.DatetimeField(default=utc_now, description="创建时间")
    created_by = fields.UUIDField(description="创建人")
    updated_at = fields.DatetimeField(default=utc_now, description="更新时间")
    updated_by = fields.UUIDField(description="更新人")

    class Meta:
        abstract = True

    async def revise(self, by: UUID, **changes: Any) -> None:
        """Write changed columns, with the next version and who did it."""
        changes |= {"version": self.version + 1, "updated_at": utc_now(), "updated_by": by}
        for name, value in changes.items():
            setattr(self, name, value)
        await self.save(update_fields=list(changes))


class LegalEntityRow(Row):
    """A row that belongs to one legal entity and never changes it."""

    legal_entity_id = fields.UUIDField(db_index=True, description="法人机构")

    class Meta:
        abstract = True


class OwnedRow(LegalEntityRow):
    """A row that somebody at some organization is responsible for."""

    org_id = fields.UUIDField(description="所属机构")
    org_path = fields.CharField(max_length=120, description="机构路径")
    owner_id = fields.UUIDField(db_index=True, description="责任人")

    class Meta:
        abstract = True


class IdempotencyRecord(Model):
    """One key of one actor, what it asked, and the row that answered."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    actor_id = fields.UUIDField(description="操作人")
    key = fields.CharField(max_length=255, description="幂等键")
    operation = fields.CharField(max_length=80, description="操作")
    request_hash = fields.CharField(max_length=64, description="请求摘要")
    answer_id = fields.UUIDField(null=True, description="结果记录")
    created_at = fields.DatetimeField(default=utc_now, description="时间")

    class Meta:
        table = "idempotency_record"
        table_description = "幂等记录"
        unique_together = (("actor_id", "key"),)
