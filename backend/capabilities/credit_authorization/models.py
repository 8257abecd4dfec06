"""Tables of credit authorization."""

from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint

from backend.capabilities.credit_authorization.rules import (
    AuthorizationState,
    QueryReason,
    QueryState,
    SignMode,
    SubjectRole,
)
from backend.kit.models import LegalEntityRow, OwnedRow
from backend.kit.money import Fen


class CreditAuthorization(OwnedRow):
    """A person's permission to ask the bureau about him (征信授权书)."""

    subject_id: UUID
    representative_id: UUID | None

    no = fields.CharField(max_length=32, unique=True, description="授权编号")
    subject: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "customer.Customer", related_name="authorizations", on_delete=fields.RESTRICT
    )
    representative: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "customer.Customer",
        related_name="authorizations_signed_for",
        null=True,
        on_delete=fields.RESTRICT,
        description="代表企业签署的法定代表人",
    )
    role: fields.Field[SubjectRole] = fields.CharEnumField(
        SubjectRole, max_length=16, description="当事人角色"
    )
    # Applications stand above: named, not joined.
    application_id: fields.Field[UUID | None] = fields.UUIDField(
        null=True, db_index=True, description="为哪笔申请"
    )
    purposes: fields.Field[list[str]] = fields.JSONField(description="同意的查询用途")
    sign_mode: fields.Field[SignMode] = fields.CharEnumField(
        SignMode, max_length=16, description="签署方式"
    )
    text_version = fields.CharField(max_length=40, default="", description="授权文本的版本")
    valid_from = fields.DateField(description="有效期起")
    valid_to = fields.DateField(description="有效期止")
    document_id: fields.Field[UUID | None] = fields.UUIDField(null=True, description="授权书文件")
    document_sha256 = fields.CharField(max_length=64, default="", description="签署后的文件摘要")
    signing_task_id: fields.Field[UUID | None] = fields.UUIDField(null=True, description="签约任务")
    signed_at: fields.Field[datetime | None] = fields.DatetimeField(
        null=True, description="签署完成时间"
    )
    status: fields.Field[AuthorizationState] = fields.CharEnumField(
        AuthorizationState,
        max_length=16,
        default=AuthorizationState.DRAFT,
        description="状态",
    )
    end_reason = fields.CharField(max_length=400, default="", description="作废或撤销原因")

    class Meta:
        table = "credit_authorization"
        table_description = "征信授权书"
        constraints = (
            CheckConstraint(check="valid_from <= valid_to", name="authorization_has_a_term"),
            CheckConstraint(
                check="status not in ('VALID', 'REVOKED') or document_sha256 <> ''",
                name="valid_authorization_is_sealed",
            ),
            CheckConstraint(
                check="(role = 'COMPANY') = (representative_id is not null)",
                name="firms_are_represented",
            ),
        )


class BureauUser(LegalEntityRow):
    """The bureau account that is one person's own (征信查询用户)."""

    user_id: UUID

    user: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "organization.User", related_name="bureau_users", on_delete=fields.RESTRICT
    )
    account = fields.CharField(max_length=60, description="征信系统用户名")
    is_active = fields.BooleanField(default=True, description="是否启用")

    class Meta:
        table = "bureau_user"
        table_description = "征信查询用户"
        constraints = (
            # INV-14: one account, one person; a closed account is never given to another.
            UniqueConstraint(
                fields=("user_id",), name="one_bureau_account_each", condition="is_active"
            ),
            UniqueConstraint(fields=("legal_entity_id", "account"), name="no_shared_account"),
        )


class CreditQuery(OwnedRow):
    """One question about one person, with its ground, its cost and its outcome (征信查询)."""

    authorization_id: UUID
    subject_id: UUID
    reused_from_id: UUID | None

    no = fields.CharField(max_length=32, unique=True, description="查询编号")
    authorization: fields.ForeignKeyRelation[CreditAuthorization] = fields.ForeignKeyField(
        "credit_authorization.CreditAuthorization",
        related_name="queries",
        on_delete=fields.RESTRICT,
    )
    subject: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "customer.Customer", related_name="credit_queries", on_delete=fields.RESTRICT
    )
    application_id: fields.Field[UUID | None] = fields.UUIDField(
        null=True, db_index=True, description="为哪笔申请"
    )
    reason: fields.Field[QueryReason] = fields.CharEnumField(
        QueryReason, max_length=24, description="查询原因"
    )
    bureau_account = fields.CharField(max_length=60, description="查询用户")
    requested_by = fields.UUIDField(description="发起人")
    approved_by: fields.Field[UUID | None] = fields.UUIDField(null=True, description="审批人")
    status: fields.Field[QueryState] = fields.CharEnumField(
        QueryState, max_length=12, default=QueryState.REQUESTED, description="状态"
    )
    cost_fen: fields.Field[Fen] = fields.BigIntField(default=0, description="费用(分)")
    requested_at = fields.DatetimeField(description="发起时间")
    sent_at: fields.Field[datetime | None] = fields.DatetimeField(null=True, description="发出时间")
    responded_at: fields.Field[datetime | None] = fields.DatetimeField(
        null=True, description="结果时间"
    )
    enquiries = fields.IntField(default=0, description="查证次数")
    failure_code = fields.CharField(max_length=60, default="", description="失败代码")
    failure_text = fields.CharField(max_length=200, default="", description="失败说明")
    reused_from: fields.ForeignKeyNullableRelation["CreditQuery"] = fields.ForeignKeyField(
        "credit_authorization.CreditQuery",
        related_name="reuses",
        null=True,
        on_delete=fields.RESTRICT,
        description="复用的查询",
    )

    class Meta:
        table = "credit_query"
        table_description = "征信查询"
        constraints = (
            CheckConstraint(check="cost_fen >= 0", name="query_cost_not_negative"),
            CheckConstraint(
                check="(status = 'REUSED') = (reused_from_id is not null)",
                name="reuse_names_its_source",
            ),
            # INV-13: while one has no answer, no other can stand beside it.
            UniqueConstraint(
                fields=("subject_id", "reason"),
                name="one_unresolved_query",
                condition="status in ('REQUESTED', 'APPROVED', 'SENT', 'UNKNOWN')",
            ),
        )


class CreditReport(LegalEntityRow):
    """What the bureau answered; the original is encrypted in the vault (征信报告)."""

    query_id: UUID
    subject_id: UUID

    query: fields.OneToOneRelation[CreditQuery] = fields.OneToOneField(
        "credit_authorization.CreditQuery", related_name="report", on_delete=fields.RESTRICT
    )
    subject: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "customer.Customer", related_name="credit_reports", on_delete=fields.RESTRICT
    )
    reason: fields.Field[QueryReason] = fields.CharEnumField(
        QueryReason, max_length=24, description="查询原因"
    )
    report_no = fields.CharField(max_length=80, description="报告编号")
    report_at = fields.DatetimeField(description="报告时间")
    reported_on = fields.DateField(description="报告的营业日期")
    valid_until = fields.DateField(description="可复用至")
    no_record = fields.BooleanField(description="是否白户")
    is_simulated = fields.BooleanField(description="是否模拟")
    raw_object: fields.Field[dict[str, Any]] = fields.JSONField(description="原件在对象存储的位置")
    indicators: fields.Field[dict[str, Any] | None] = fields.JSONField(
        null=True, description="指标,无法解析时为空"
    )
    parse_version = fields.CharField(max_length=20, description="指标解析版本")
    parse_problem = fields.CharField(max_length=400, default="", description="解析问题")

    class Meta:
        table = "credit_report"
        table_description = "征信报告"


class BureauCost(LegalEntityRow):
    """What a query cost, and who asked (征信费用台账)."""

    query_id: UUID

    query: fields.OneToOneRelation[CreditQuery] = fields.OneToOneField(
        "credit_authorization.CreditQuery", related_name="cost", on_delete=fields.RESTRICT
    )
    bureau_account = fields.CharField(max_length=60, description="查询用户")
    org_path = fields.CharField(max_length=120, description="机构路径")
    booked_on = fields.DateField(description="记账日期")
    amount_fen: fields.Field[Fen] = fields.BigIntField(description="费用(分),复用为零")

    class Meta:
        table = "bureau_cost"
        table_description = "征信费用台账"
        constraints = (CheckConstraint(check="amount_fen >= 0", name="bureau_cost_not_negative"),)


APPEND_ONLY = ("credit_report", "bureau_cost")
# INV-10 once more, below all code: the ground of a query is a valid permission of its subject.
GUARDS = (
    """
create or replace function lingli_query_has_ground() returns trigger language plpgsql as $$
begin
  if not exists (
    select 1 from credit_authorization a
    where a.id = new.authorization_id and a.subject_id = new.subject_id and a.status = 'VALID'
      and a.purposes ? new.reason
  ) then
    raise exception 'a credit query needs a valid authorization of its subject'
      using errcode = '23514';
  end if;
  return new;
end $$;
drop trigger if exists query_has_ground on credit_query;
create trigger query_has_ground before insert on credit_query
  for each row execute function lingli_query_has_ground();
""",
)
