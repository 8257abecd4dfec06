from tortoise import migrations
from tortoise.migrations import operations as ops
from backend.capabilities.credit_authorization.rules.authorization import (
    AuthorizationState,
    SubjectRole,
    QueryReason,
    SignMode,
)
from backend.capabilities.credit_authorization.rules.query import QueryState
from backend.kit.clock import utc_now
from backend.kit.ids import uuid7
from orjson import loads
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint


class Migration(migrations.Migration):
    dependencies = [
        ("customer", "0001_initial"),
        ("customer", "0002_relations"),
        ("organization", "0001_initial"),
    ]

    initial = True

    operations = [
        ops.CreateModel(
            name="BureauUser",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=1, description="乐观锁版本")),
                (
                    "created_at",
                    fields.DatetimeField(
                        default=utc_now, description="创建时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("created_by", fields.UUIDField(description="创建人")),
                (
                    "updated_at",
                    fields.DatetimeField(
                        default=utc_now, description="更新时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("updated_by", fields.UUIDField(description="更新人")),
                ("legal_entity_id", fields.UUIDField(db_index=True, description="法人机构")),
                (
                    "user",
                    fields.ForeignKeyField(
                        "organization.User",
                        source_field="user_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="bureau_users",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("account", fields.CharField(description="征信系统用户名", max_length=60)),
                ("is_active", fields.BooleanField(default=True, description="是否启用")),
            ],
            options={
                "table": "bureau_user",
                "app": "credit_authorization",
                "constraints": [
                    UniqueConstraint(
                        fields=("user_id",), name="one_bureau_account_each", condition="is_active"
                    ),
                    UniqueConstraint(
                        fields=("legal_entity_id", "account"), name="no_shared_account"
                    ),
                ],
                "pk_attr": "id",
                "table_description": "征信查询用户",
            },
            bases=["LegalEntityRow"],
        ),
        ops.CreateModel(
            name="CreditAuthorization",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=1, description="乐观锁版本")),
                (
                    "created_at",
                    fields.DatetimeField(
                        default=utc_now, description="创建时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("created_by", fields.UUIDField(description="创建人")),
                (
                    "updated_at",
                    fields.DatetimeField(
                        default=utc_now, description="更新时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("updated_by", fields.UUIDField(description="更新人")),
                ("legal_entity_id", fields.UUIDField(db_index=True, description="法人机构")),
                ("org_id", fields.UUIDField(description="所属机构")),
                ("org_path", fields.CharField(description="机构路径", max_length=120)),
                ("owner_id", fields.UUIDField(db_index=True, description="责任人")),
                ("no", fields.CharField(unique=True, description="授权编号", max_length=32)),
                (
                    "subject",
                    fields.ForeignKeyField(
                        "customer.Customer",
                        source_field="subject_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="authorizations",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "representative",
                    fields.ForeignKeyField(
                        "customer.Customer",
                        source_field="representative_id",
                        null=True,
                        description="代表企业签署的法定代表人",
                        db_constraint=True,
                        to_field="id",
                        related_name="authorizations_signed_for",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "role",
                    fields.CharEnumField(
                        description="当事人角色", enum_type=SubjectRole, max_length=16
                    ),
                ),
                (
                    "application_id",
                    fields.UUIDField(null=True, db_index=True, description="为哪笔申请"),
                ),
                (
                    "purposes",
                    fields.JSONField(
                        description="同意的查询用途", encoder=JSON_DUMPS, decoder=loads
                    ),
                ),
                (
                    "sign_mode",
                    fields.CharEnumField(description="签署方式", enum_type=SignMode, max_length=16),
                ),
                (
                    "text_version",
                    fields.CharField(default="", description="授权文本的版本", max_length=40),
                ),
                ("valid_from", fields.DateField(description="有效期起")),
                ("valid_to", fields.DateField(description="有效期止")),
                ("document_id", fields.UUIDField(null=True, description="授权书文件")),
                (
                    "document_sha256",
                    fields.CharField(default="", description="签署后的文件摘要", max_length=64),
                ),
                ("signing_task_id", fields.UUIDField(null=True, description="签约任务")),
                (
                    "signed_at",
                    fields.DatetimeField(
                        null=True, description="签署完成时间", auto_now=False, auto_now_add=False
                    ),
                ),
                (
                    "status",
                    fields.CharEnumField(
                        default=AuthorizationState.DRAFT,
                        description="状态",
                        enum_type=AuthorizationState,
                        max_length=16,
                    ),
                ),
                (
                    "end_reason",
                    fields.CharField(default="", description="作废或撤销原因", max_length=400),
                ),
            ],
            options={
                "table": "credit_authorization",
                "app": "credit_authorization",
                "constraints": [
                    CheckConstraint(
                        check="valid_from <= valid_to", name="authorization_has_a_term"
                    ),
                    CheckConstraint(
                        check="status not in ('VALID', 'REVOKED') or document_sha256 <> ''",
                        name="valid_authorization_is_sealed",
                    ),
                    CheckConstraint(
                        check="(role = 'COMPANY') = (representative_id is not null)",
                        name="firms_are_represented",
                    ),
                ],
                "pk_attr": "id",
                "table_description": "征信授权书",
            },
            bases=["OwnedRow"],
        ),
        ops.CreateModel(
            name="CreditQuery",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=1, description="乐观锁版本")),
                (
                    "created_at",
                    fields.DatetimeField(
                        default=utc_now, description="创建时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("created_by", fields.UUIDField(description="创建人")),
                (
                    "updated_at",
                    fields.DatetimeField(
                        default=utc_now, description="更新时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("updated_by", fields.UUIDField(description="更新人")),
                ("legal_entity_id", fields.UUIDField(db_index=True, description="法人机构")),
                ("org_id", fields.UUIDField(description="所属机构")),
                ("org_path", fields.CharField(description="机构路径", max_length=120)),
                ("owner_id", fields.UUIDField(db_index=True, description="责任人")),
                ("no", fields.CharField(unique=True, description="查询编号", max_length=32)),
                (
                    "authorization",
                    fields.ForeignKeyField(
                        "credit_authorization.CreditAuthorization",
                        source_field="authorization_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="queries",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "subject",
                    fields.ForeignKeyField(
                        "customer.Customer",
                        source_field="subject_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="credit_queries",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "application_id",
                    fields.UUIDField(null=True, db_index=True, description="为哪笔申请"),
                ),
                (
                    "reason",
                    fields.CharEnumField(
                        description="查询原因", enum_type=QueryReason, max_length=24
                    ),
                ),
                ("bureau_account", fields.CharField(description="查询用户", max_length=60)),
                ("requested_by", fields.UUIDField(description="发起人")),
                ("approved_by", fields.UUIDField(null=True, description="审批人")),
                (
                    "status",
                    fields.CharEnumField(
                        default=QueryState.REQUESTED,
                        description="状态",
                        enum_type=QueryState,
                        max_length=12,
                    ),
                ),
                ("cost_fen", fields.BigIntField(default=0, description="费用(分)")),
                (
                    "requested_at",
                    fields.DatetimeField(
                        description="发起时间", auto_now=False, auto_now_add=False
                    ),
                ),
                (
                    "sent_at",
                    fields.DatetimeField(
                        null=True, description="发出时间", auto_now=False, auto_now_add=False
                    ),
                ),
                (
                    "responded_at",
                    fields.DatetimeField(
                        null=True, description="结果时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("enquiries", fields.IntField(default=0, description="查证次数")),
                (
                    "failure_code",
                    fields.CharField(default="", description="失败代码", max_length=60),
                ),
                (
                    "failure_text",
                    fields.CharField(default="", description="失败说明", max_length=200),
                ),
                (
                    "reused_from",
                    fields.ForeignKeyField(
                        "credit_authorization.CreditQuery",
                        source_field="reused_from_id",
                        null=True,
                        description="复用的查询",
                        db_constraint=True,
                        to_field="id",
                        related_name="reuses",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
            ],
            options={
                "table": "credit_query",
                "app": "credit_authorization",
                "constraints": [
                    CheckConstraint(check="cost_fen >= 0", name="query_cost_not_negative"),
                    CheckConstraint(
                        check="(status = 'REUSED') = (reused_from_id is not null)",
                        name="reuse_names_its_source",
                    ),
                    UniqueConstraint(
                        fields=("subject_id", "reason"),
                        name="one_unresolved_query",
                        condition="status in ('REQUESTED', 'APPROVED', 'SENT', 'UNKNOWN')",
                    ),
                ],
                "pk_attr": "id",
                "table_description": "征信查询",
            },
            bases=["OwnedRow"],
        ),
        ops.CreateModel(
            name="BureauCost",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=1, description="乐观锁版本")),
                (
                    "created_at",
                    fields.DatetimeField(
                        default=utc_now, description="创建时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("created_by", fields.UUIDField(description="创建人")),
                (
                    "updated_at",
                    fields.DatetimeField(
                        default=utc_now, description="更新时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("updated_by", fields.UUIDField(description="更新人")),
                ("legal_entity_id", fields.UUIDField(db_index=True, description="法人机构")),
                (
                    "query",
                    fields.OneToOneField(
                        "credit_authorization.CreditQuery",
                        source_field="query_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="cost",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("bureau_account", fields.CharField(description="查询用户", max_length=60)),
                ("org_path", fields.CharField(description="机构路径", max_length=120)),
                ("booked_on", fields.DateField(description="记账日期")),
                ("amount_fen", fields.BigIntField(description="费用(分),复用为零")),
            ],
            options={
                "table": "bureau_cost",
                "app": "credit_authorization",
                "constraints": [
                    CheckConstraint(check="amount_fen >= 0", name="bureau_cost_not_negative")
                ],
                "pk_attr": "id",
                "table_description": "征信费用台账",
            },
            bases=["LegalEntityRow"],
        ),
        ops.CreateModel(
            name="CreditReport",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=1, description="乐观锁版本")),
                (
                    "created_at",
                    fields.DatetimeField(
                        default=utc_now, description="创建时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("created_by", fields.UUIDField(description="创建人")),
                (
                    "updated_at",
                    fields.DatetimeField(
                        default=utc_now, description="更新时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("updated_by", fields.UUIDField(description="更新人")),
                ("legal_entity_id", fields.UUIDField(db_index=True, description="法人机构")),
                (
                    "query",
                    fields.OneToOneField(
                        "credit_authorization.CreditQuery",
                        source_field="query_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="report",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "subject",
                    fields.ForeignKeyField(
                        "customer.Customer",
                        source_field="subject_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="credit_reports",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "reason",
                    fields.CharEnumField(
                        description="查询原因", enum_type=QueryReason, max_length=24
                    ),
                ),
                ("report_no", fields.CharField(description="报告编号", max_length=80)),
                (
                    "report_at",
                    fields.DatetimeField(
                        description="报告时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("reported_on", fields.DateField(description="报告的营业日期")),
                ("valid_until", fields.DateField(description="可复用至")),
                ("no_record", fields.BooleanField(description="是否白户")),
                ("is_simulated", fields.BooleanField(description="是否模拟")),
                (
                    "raw_object",
                    fields.JSONField(
                        description="原件在对象存储的位置", encoder=JSON_DUMPS, decoder=loads
                    ),
                ),
                (
                    "indicators",
                    fields.JSONField(
                        null=True,
                        description="指标,无法解析时为空",
                        encoder=JSON_DUMPS,
                        decoder=loads,
                    ),
                ),
                ("parse_version", fields.CharField(description="指标解析版本", max_length=20)),
                (
                    "parse_problem",
                    fields.CharField(default="", description="解析问题", max_length=400),
                ),
            ],
            options={
                "table": "credit_report",
                "app": "credit_authorization",
                "pk_attr": "id",
                "table_description": "征信报告",
            },
            bases=["LegalEntityRow"],
        ),
    ]
