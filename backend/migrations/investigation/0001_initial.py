from tortoise import migrations
from tortoise.migrations import operations as ops
from backend.capabilities.investigation.rules.states import (
    InvestigationMode,
    InvestigationStatus,
    InvestigatorRole,
    Recommendation,
    SectionStatus,
)
from backend.kit.clock import utc_now
from backend.kit.crypto import EncryptedField
from backend.kit.ids import uuid7
from orjson import loads
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint


class Migration(migrations.Migration):
    dependencies = [
        ("application", "0001_initial"),
        ("decision", "0001_initial"),
        ("evidence", "0001_initial"),
    ]

    initial = True

    operations = [
        ops.CreateModel(
            name="Investigation",
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
                ("no", fields.CharField(unique=True, description="调查编号", max_length=32)),
                (
                    "application",
                    fields.ForeignKeyField(
                        "application.Application",
                        source_field="application_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="investigations",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("co_investigator_id", fields.UUIDField(description="协办人")),
                (
                    "mode",
                    fields.CharEnumField(
                        description="调查方式", enum_type=InvestigationMode, max_length=12
                    ),
                ),
                (
                    "waiver_reason",
                    fields.CharField(default="", description="免现场调查的理由", max_length=400),
                ),
                (
                    "site",
                    EncryptedField(
                        default="", description="调查地点坐标(加密),未填为空", unique=False
                    ),
                ),
                (
                    "status",
                    fields.CharEnumField(
                        default=InvestigationStatus.PLANNED,
                        description="状态",
                        enum_type=InvestigationStatus,
                        max_length=12,
                    ),
                ),
                (
                    "completed_at",
                    fields.DatetimeField(
                        null=True, description="完成时间", auto_now=False, auto_now_add=False
                    ),
                ),
                (
                    "submitted_at",
                    fields.DatetimeField(
                        null=True, description="最近提交时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("submissions", fields.IntField(default=0, description="提交次数")),
                (
                    "defects",
                    fields.JSONField(
                        description="退回时的整改清单", encoder=JSON_DUMPS, decoder=loads
                    ),
                ),
            ],
            options={
                "table": "investigation",
                "app": "investigation",
                "unique_together": (("application_id",),),
                "constraints": [
                    CheckConstraint(
                        check="owner_id <> co_investigator_id", name="two_people_investigate"
                    )
                ],
                "pk_attr": "id",
                "table_description": "贷款调查",
            },
            bases=["OwnedRow"],
        ),
        ops.CreateModel(
            name="CheckIn",
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
                    "investigation",
                    fields.ForeignKeyField(
                        "investigation.Investigation",
                        source_field="investigation_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="check_ins",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("user_id", fields.UUIDField(description="签到人")),
                ("user_name", fields.CharField(description="签到人姓名", max_length=80)),
                (
                    "role",
                    fields.CharEnumField(
                        description="主办或协办", enum_type=InvestigatorRole, max_length=4
                    ),
                ),
                ("latitude", EncryptedField(description="纬度(加密)", unique=False)),
                ("longitude", EncryptedField(description="经度(加密)", unique=False)),
                ("place", fields.CharField(description="位置(约一公里精度)", max_length=40)),
                ("accuracy_m", fields.IntField(description="定位误差(米)")),
                ("site_distance_m", fields.IntField(null=True, description="距调查地点(米)")),
                (
                    "at",
                    fields.DatetimeField(
                        description="签到时间", auto_now=False, auto_now_add=False
                    ),
                ),
            ],
            options={
                "table": "investigation_check_in",
                "app": "investigation",
                "pk_attr": "id",
                "table_description": "调查签到",
            },
            bases=["LegalEntityRow"],
        ),
        ops.CreateModel(
            name="CreditOpinion",
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
                    "investigation",
                    fields.ForeignKeyField(
                        "investigation.Investigation",
                        source_field="investigation_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="opinions",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "decision",
                    fields.ForeignKeyField(
                        "decision.Decision",
                        source_field="decision_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="opinions",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("author_id", fields.UUIDField(description="提出人")),
                ("author_name", fields.CharField(description="提出人姓名", max_length=80)),
                (
                    "role",
                    fields.CharEnumField(
                        description="主办或协办", enum_type=InvestigatorRole, max_length=4
                    ),
                ),
                (
                    "recommendation",
                    fields.CharEnumField(
                        description="结论", enum_type=Recommendation, max_length=8
                    ),
                ),
                ("amount_fen", fields.BigIntField(description="金额(分)")),
                ("term_months", fields.IntField(description="单笔期限(月)")),
                ("limit_term_months", fields.IntField(description="额度期限(月)")),
                ("spread_bp", fields.IntField(description="加点(基点)")),
                (
                    "repayment_methods",
                    fields.JSONField(description="还款方式", encoder=JSON_DUMPS, decoder=loads),
                ),
                ("guarantee", fields.CharField(default="", description="担保安排", max_length=400)),
                (
                    "conditions_precedent",
                    fields.JSONField(description="用款前提条件", encoder=JSON_DUMPS, decoder=loads),
                ),
                (
                    "covenants",
                    fields.JSONField(description="持续约定", encoder=JSON_DUMPS, decoder=loads),
                ),
                ("reasons", fields.TextField(description="理由", unique=False)),
                ("is_current", fields.BooleanField(default=True, description="现行意见")),
                (
                    "at",
                    fields.DatetimeField(description="时间", auto_now=False, auto_now_add=False),
                ),
            ],
            options={
                "table": "credit_opinion",
                "app": "investigation",
                "constraints": [
                    UniqueConstraint(
                        fields=("investigation_id", "role"),
                        name="one_current_opinion",
                        condition="is_current",
                    ),
                    CheckConstraint(
                        check="amount_fen >= 0 and (recommendation = 'DECLINE' or amount_fen > 0)",
                        name="opinions_name_an_amount",
                    ),
                ],
                "pk_attr": "id",
                "table_description": "授信意见",
            },
            bases=["LegalEntityRow"],
        ),
        ops.CreateModel(
            name="InvestigationReport",
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
                ("no", fields.CharField(unique=True, description="报告编号", max_length=32)),
                ("number", fields.IntField(description="第几份")),
                (
                    "investigation",
                    fields.ForeignKeyField(
                        "investigation.Investigation",
                        source_field="investigation_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="reports",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "supersedes",
                    fields.ForeignKeyField(
                        "investigation.InvestigationReport",
                        source_field="supersedes_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="superseded_by",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "document",
                    fields.ForeignKeyField(
                        "evidence.GeneratedDocument",
                        source_field="document_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="investigation_reports",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("template_version", fields.CharField(description="模板版本", max_length=40)),
                (
                    "snapshot",
                    fields.TextField(
                        description="数据快照(规范 JSON,只含摘要与标识)", unique=False
                    ),
                ),
                ("snapshot_hash", fields.CharField(description="数据快照摘要", max_length=64)),
                ("html", fields.TextField(description="报告正文(HTML)", unique=False)),
                ("is_current", fields.BooleanField(default=True, description="现行报告")),
                (
                    "submitted_at",
                    fields.DatetimeField(
                        null=True, description="提交时间", auto_now=False, auto_now_add=False
                    ),
                ),
            ],
            options={
                "table": "investigation_report",
                "app": "investigation",
                "unique_together": (("investigation_id", "number"),),
                "constraints": [
                    UniqueConstraint(
                        fields=("investigation_id",),
                        name="one_current_report",
                        condition="is_current",
                    )
                ],
                "pk_attr": "id",
                "table_description": "调查报告",
            },
            bases=["LegalEntityRow"],
        ),
        ops.CreateModel(
            name="ReportSignature",
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
                    "report",
                    fields.ForeignKeyField(
                        "investigation.InvestigationReport",
                        source_field="report_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="signatures",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("user_id", fields.UUIDField(description="签署人")),
                ("user_name", fields.CharField(description="签署人姓名", max_length=80)),
                (
                    "role",
                    fields.CharEnumField(
                        description="主办或协办", enum_type=InvestigatorRole, max_length=4
                    ),
                ),
                ("snapshot_hash", fields.CharField(description="所签数据快照摘要", max_length=64)),
                (
                    "at",
                    fields.DatetimeField(description="时间", auto_now=False, auto_now_add=False),
                ),
            ],
            options={
                "table": "report_signature",
                "app": "investigation",
                "unique_together": (("report_id", "role"), ("report_id", "user_id")),
                "pk_attr": "id",
                "table_description": "调查报告签署",
            },
            bases=["LegalEntityRow"],
        ),
        ops.CreateModel(
            name="Section",
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
                    "investigation",
                    fields.ForeignKeyField(
                        "investigation.Investigation",
                        source_field="investigation_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="sections",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("module", fields.CharField(description="模块代码", max_length=12)),
                ("title", fields.CharField(description="模块名称", max_length=60)),
                ("revision", fields.IntField(default=1, description="修订号")),
                ("is_current", fields.BooleanField(default=True, description="现行修订")),
                (
                    "status",
                    fields.CharEnumField(
                        default=SectionStatus.EMPTY,
                        description="状态",
                        enum_type=SectionStatus,
                        max_length=12,
                    ),
                ),
                ("data", EncryptedField(description="内容(JSON 文本,加密)", unique=False)),
                ("data_hash", fields.CharField(description="内容摘要", max_length=64)),
                ("completeness", fields.IntField(default=0, description="完整度(%)")),
                (
                    "missing",
                    fields.JSONField(
                        description="尚缺的字段与佐证", encoder=JSON_DUMPS, decoder=loads
                    ),
                ),
                (
                    "comment",
                    fields.CharField(default="", description="缺陷说明或重开理由", max_length=400),
                ),
                ("filled_by", fields.UUIDField(null=True, description="填写人")),
                (
                    "locked_at",
                    fields.DatetimeField(
                        null=True, description="锁定时间", auto_now=False, auto_now_add=False
                    ),
                ),
            ],
            options={
                "table": "investigation_section",
                "app": "investigation",
                "unique_together": (("investigation_id", "module", "revision"),),
                "constraints": [
                    UniqueConstraint(
                        fields=("investigation_id", "module"),
                        name="one_current_section",
                        condition="is_current",
                    )
                ],
                "pk_attr": "id",
                "table_description": "调查模块",
            },
            bases=["LegalEntityRow"],
        ),
    ]
