from tortoise import migrations
from tortoise.migrations import operations as ops
from backend.capabilities.marketing.rules.states import (
    LeadListStatus,
    LeadSource,
    LeadStatus,
    VisitPurpose,
    VisitResult,
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
    dependencies = [("customer", "0001_initial")]

    initial = True

    operations = [
        ops.CreateModel(
            name="LeadList",
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
                ("name", fields.CharField(description="名单名称", max_length=80)),
                ("campaign", fields.CharField(default="", description="活动", max_length=80)),
                ("valid_to", fields.DateField(description="有效期至")),
                (
                    "status",
                    fields.CharEnumField(
                        default=LeadListStatus.ACTIVE,
                        description="状态",
                        enum_type=LeadListStatus,
                        max_length=12,
                    ),
                ),
                ("total", fields.IntField(description="总行数")),
                ("imported", fields.IntField(description="导入行数")),
                (
                    "rejected_rows",
                    fields.JSONField(
                        description="未导入的行与原因,不含个人信息",
                        encoder=JSON_DUMPS,
                        decoder=loads,
                    ),
                ),
            ],
            options={
                "table": "lead_list",
                "app": "marketing",
                "constraints": [
                    CheckConstraint(
                        check="imported >= 0 and imported <= total", name="list_counts_add_up"
                    )
                ],
                "pk_attr": "id",
                "table_description": "营销名单",
            },
            bases=["OwnedRow"],
        ),
        ops.CreateModel(
            name="Lead",
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
                ("no", fields.CharField(unique=True, description="线索编号", max_length=32)),
                (
                    "lead_list",
                    fields.ForeignKeyField(
                        "marketing.LeadList",
                        source_field="lead_list_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="leads",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "source",
                    fields.CharEnumField(description="来源", enum_type=LeadSource, max_length=12),
                ),
                ("name", fields.CharField(description="姓名", max_length=80)),
                ("id_no", EncryptedField(null=True, description="身份证号(加密)", unique=False)),
                (
                    "id_no_hash",
                    fields.CharField(null=True, description="身份证号盲索引", max_length=64),
                ),
                ("phone", EncryptedField(description="手机号(加密)", unique=False)),
                (
                    "phone_hash",
                    fields.CharField(db_index=True, description="手机号盲索引", max_length=64),
                ),
                ("village", fields.CharField(default="", description="村组", max_length=80)),
                ("product_id", fields.UUIDField(null=True, description="意向产品")),
                ("amount_fen", fields.BigIntField(null=True, description="意向或建议金额(分)")),
                (
                    "status",
                    fields.CharEnumField(
                        default=LeadStatus.NEW,
                        description="状态",
                        enum_type=LeadStatus,
                        max_length=16,
                    ),
                ),
                (
                    "contact_due_at",
                    fields.DatetimeField(
                        null=True, description="首次联系时限", auto_now=False, auto_now_add=False
                    ),
                ),
                (
                    "lost_reason",
                    fields.CharField(default="", description="流失原因", max_length=200),
                ),
                ("application_id", fields.UUIDField(null=True, description="转化的申请")),
            ],
            options={
                "table": "lead",
                "app": "marketing",
                "constraints": [
                    CheckConstraint(
                        check="(status = 'CONVERTED') = (application_id is not null)",
                        name="converted_leads_have_an_application",
                    ),
                    UniqueConstraint(
                        fields=("legal_entity_id", "id_no_hash"),
                        name="one_open_lead_per_person",
                        condition="id_no_hash is not null and status not in ('CONVERTED', 'LOST', 'EXPIRED')",
                    ),
                ],
                "pk_attr": "id",
                "table_description": "营销线索",
            },
            bases=["OwnedRow"],
        ),
        ops.CreateModel(
            name="MarketingVisit",
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
                    "client_uuid",
                    fields.UUIDField(unique=True, description="终端生成的标识,重复提交只记一次"),
                ),
                (
                    "lead",
                    fields.ForeignKeyField(
                        "marketing.Lead",
                        source_field="lead_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="visits",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "customer",
                    fields.ForeignKeyField(
                        "customer.Customer",
                        source_field="customer_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="visits",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("companion_id", fields.UUIDField(null=True, description="同行人")),
                (
                    "purpose",
                    fields.CharEnumField(description="目的", enum_type=VisitPurpose, max_length=12),
                ),
                (
                    "result",
                    fields.CharEnumField(description="结果", enum_type=VisitResult, max_length=12),
                ),
                (
                    "visited_at",
                    fields.DatetimeField(
                        description="走访时间(终端)", auto_now=False, auto_now_add=False
                    ),
                ),
                (
                    "position",
                    EncryptedField(null=True, description="位置(加密),纬度,经度", unique=False),
                ),
                ("accuracy_m", fields.IntField(null=True, description="定位精度(米)")),
                (
                    "is_clock_skewed",
                    fields.BooleanField(default=False, description="终端时钟偏差超过 5 分钟"),
                ),
                (
                    "address_text",
                    fields.CharField(default="", description="地点描述", max_length=200),
                ),
                ("notes", fields.CharField(default="", description="备注", max_length=1000)),
                ("next_visit_on", fields.DateField(null=True, description="下次走访日期")),
            ],
            options={
                "table": "marketing_visit",
                "app": "marketing",
                "constraints": [
                    CheckConstraint(
                        check="lead_id is not null or customer_id is not null",
                        name="visits_go_to_somebody",
                    )
                ],
                "pk_attr": "id",
                "table_description": "客户走访",
            },
            bases=["OwnedRow"],
        ),
    ]
