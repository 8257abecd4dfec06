"""Tables of post-loan care."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint

from backend.capabilities.post_loan.rules import PostLoanCheckKind, PostLoanCheckStatus
from backend.kit.crypto import EncryptedField
from backend.kit.models import OwnedRow


class PostLoanCheck(OwnedRow):
    """A visit that is due or was made (贷后检查)."""

    note_id: UUID
    customer_id: UUID

    no = fields.CharField(max_length=32, unique=True, description="检查编号")
    note: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "disbursement.LoanNote", related_name="checks", on_delete=fields.RESTRICT
    )
    customer: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "customer.Customer", related_name="post_loan_checks", on_delete=fields.RESTRICT
    )
    kind: fields.Field[PostLoanCheckKind] = fields.CharEnumField(
        PostLoanCheckKind, max_length=12, description="种类"
    )
    number = fields.IntField(description="第几次")
    due_on: fields.Field[date] = fields.DateField(description="应查日期")
    status: fields.Field[PostLoanCheckStatus] = fields.CharEnumField(
        PostLoanCheckStatus, max_length=8, default=PostLoanCheckStatus.OPEN, description="状态"
    )
    place = EncryptedField(default="", description="检查地点(加密)")
    checked_at: fields.Field[datetime | None] = fields.DatetimeField(
        null=True, description="检查时间"
    )
    checked_by: fields.Field[UUID | None] = fields.UUIDField(null=True, description="检查人")
    use_of_funds = fields.CharField(max_length=1000, default="", description="资金实际用途")
    is_as_agreed: fields.Field[bool | None] = fields.BooleanField(
        null=True, description="用途是否与约定一致"
    )
    findings = fields.CharField(max_length=2000, default="", description="检查情况")
    evidence_ids: fields.Field[list[str]] = fields.JSONField(default=list, description="影像资料")

    class Meta:
        table = "post_loan_check"
        table_description = "贷后检查"
        unique_together = (("note_id", "number"),)
        constraints = (
            CheckConstraint(
                check="(kind = 'FIRST') = (number = 1)", name="the_first_check_is_the_first"
            ),
            CheckConstraint(
                check="status = 'OPEN' or (checked_at is not null and checked_by is not null"
                " and use_of_funds <> '')",
                name="done_check_says_what_was_found",
            ),
        )
