from tortoise import migrations
from tortoise.migrations import operations as ops
from backend.capabilities.approval.rules.asked import RejectCode
from backend.capabilities.approval.rules.terms import TermsSource
from backend.capabilities.product.rules.words import LimitType
from backend.kit.clock import utc_now
from backend.kit.ids import uuid7
from orjson import loads
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint


class Migration(migrations.Migration):
    dependencies = [("application", "0001_initial")]

    initial = True

    operations = [
        ops.CreateModel(
            name="ApprovalRejection",
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
                (
                    "application",
                    fields.ForeignKeyField(
                        "application.Application",
                        source_field="application_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="rejections",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("instance_id", fields.UUIDField(unique=True, description="流程实例")),
                (
                    "reject_code",
                    fields.CharEnumField(
                        description="拒绝原因", enum_type=RejectCode, max_length=24
                    ),
                ),
                ("opinion", fields.TextField(description="意见", unique=False)),
                ("node_name", fields.CharField(default="", description="否决节点", max_length=60)),
                ("rejected_by", fields.UUIDField(description="否决人")),
                ("rejected_on", fields.DateField(description="否决日期")),
                ("reconsidered_by", fields.UUIDField(null=True, description="复议人")),
                ("reconsidered_on", fields.DateField(null=True, description="复议日期")),
                (
                    "reconsider_reason",
                    fields.CharField(default="", description="复议理由", max_length=400),
                ),
            ],
            options={
                "table": "approval_rejection",
                "app": "approval",
                "constraints": [
                    UniqueConstraint(
                        fields=("application_id",),
                        name="one_reconsideration_per_application",
                        condition="reconsidered_on is not null",
                    )
                ],
                "pk_attr": "id",
                "table_description": "审批否决与复议",
            },
            bases=["OwnedRow"],
        ),
        ops.CreateModel(
            name="ApprovedTerms",
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
                (
                    "application",
                    fields.OneToOneField(
                        "application.Application",
                        source_field="application_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="approved_terms",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("amount_fen", fields.BigIntField(description="金额(分)")),
                ("term_months", fields.IntField(description="单笔期限(月)")),
                ("limit_term_months", fields.IntField(description="额度期限(月)")),
                (
                    "limit_type",
                    fields.CharEnumField(
                        description="额度类型", enum_type=LimitType, max_length=16
                    ),
                ),
                ("spread_bp", fields.IntField(description="加点(基点)")),
                (
                    "lpr_value",
                    fields.DecimalField(
                        description="审批日基准利率(%)", max_digits=9, decimal_places=6
                    ),
                ),
                ("lpr_date", fields.DateField(description="基准利率公布日")),
                (
                    "rate",
                    fields.DecimalField(description="年利率(%)", max_digits=9, decimal_places=6),
                ),
                (
                    "methods",
                    fields.JSONField(description="还款方式", encoder=JSON_DUMPS, decoder=loads),
                ),
                (
                    "conditions",
                    fields.JSONField(description="用款前提条件", encoder=JSON_DUMPS, decoder=loads),
                ),
                (
                    "covenants",
                    fields.JSONField(description="持续约定", encoder=JSON_DUMPS, decoder=loads),
                ),
                ("approved_by", fields.UUIDField(description="最终审批人")),
                ("approved_by_name", fields.CharField(description="最终审批人姓名", max_length=80)),
                (
                    "approved_at",
                    fields.DatetimeField(
                        description="审批时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("approved_on", fields.DateField(description="审批日期")),
                ("valid_to", fields.DateField(db_index=True, description="审批有效期至")),
                ("version_no", fields.IntField(description="条件版本")),
            ],
            options={
                "table": "approved_terms",
                "app": "approval",
                "constraints": [
                    CheckConstraint(
                        check="amount_fen > 0 and term_months > 0 and limit_term_months >= term_months",
                        name="approved_terms_lend_something",
                    ),
                    CheckConstraint(
                        check="valid_to >= approved_on", name="approval_is_valid_for_a_while"
                    ),
                ],
                "pk_attr": "id",
                "table_description": "审批结果",
            },
            bases=["OwnedRow"],
        ),
        ops.CreateModel(
            name="CaseTermsVersion",
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
                    "application",
                    fields.ForeignKeyField(
                        "application.Application",
                        source_field="application_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="terms_versions",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("seq", fields.IntField(description="第几版")),
                (
                    "source",
                    fields.CharEnumField(description="来源", enum_type=TermsSource, max_length=8),
                ),
                ("task_id", fields.UUIDField(null=True, description="审批任务")),
                ("node_name", fields.CharField(default="", description="节点名称", max_length=60)),
                ("by_name", fields.CharField(description="提出人", max_length=80)),
                (
                    "at",
                    fields.DatetimeField(description="时间", auto_now=False, auto_now_add=False),
                ),
                ("amount_fen", fields.BigIntField(description="金额(分)")),
                ("term_months", fields.IntField(description="单笔期限(月)")),
                ("limit_term_months", fields.IntField(description="额度期限(月)")),
                ("spread_bp", fields.IntField(description="加点(基点)")),
                (
                    "methods",
                    fields.JSONField(description="还款方式", encoder=JSON_DUMPS, decoder=loads),
                ),
                (
                    "conditions",
                    fields.JSONField(description="用款前提条件", encoder=JSON_DUMPS, decoder=loads),
                ),
                (
                    "covenants",
                    fields.JSONField(description="持续约定", encoder=JSON_DUMPS, decoder=loads),
                ),
            ],
            options={
                "table": "case_terms",
                "app": "approval",
                "unique_together": (("application_id", "seq"),),
                "pk_attr": "id",
                "table_description": "条件版本",
            },
            bases=["LegalEntityRow"],
        ),
    ]
