"""Tables of marketing."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint

from backend.capabilities.marketing.rules import (
    LeadListStatus,
    LeadSource,
    LeadStatus,
    VisitPurpose,
    VisitResult,
)
from backend.kit.crypto import EncryptedField
from backend.kit.models import OwnedRow
from backend.kit.money import Fen


class LeadList(OwnedRow):
    """A list of people to be asked (名单)."""

    name = fields.CharField(max_length=80, description="名单名称")
    campaign = fields.CharField(max_length=80, default="", description="活动")
    valid_to: fields.Field[date] = fields.DateField(description="有效期至")
    status: fields.Field[LeadListStatus] = fields.CharEnumField(
        LeadListStatus, max_length=12, default=LeadListStatus.ACTIVE, description="状态"
    )
    total = fields.IntField(description="总行数")
    imported = fields.IntField(description="导入行数")
    rejected_rows: fields.Field[list[dict[str, Any]]] = fields.JSONField(
        description="未导入的行与原因,不含个人信息"
    )

    class Meta:
        table = "lead_list"
        table_description = "营销名单"
        constraints = (
            CheckConstraint(check="imported >= 0 and imported <= total", name="list_counts_add_up"),
        )


class Lead(OwnedRow):
    """Somebody who may become a customer (线索); the owner is who works on it."""

    lead_list_id: UUID | None

    no = fields.CharField(max_length=32, unique=True, description="线索编号")
    lead_list: fields.ForeignKeyNullableRelation[LeadList] = fields.ForeignKeyField(
        "marketing.LeadList", related_name="leads", null=True, on_delete=fields.RESTRICT
    )
    source: fields.Field[LeadSource] = fields.CharEnumField(
        LeadSource, max_length=12, description="来源"
    )
    name = fields.CharField(max_length=80, description="姓名")
    id_no = EncryptedField(null=True, description="身份证号(加密)")
    id_no_hash: fields.Field[str | None] = fields.CharField(
        max_length=64, null=True, description="身份证号盲索引"
    )
    phone = EncryptedField(description="手机号(加密)")
    phone_hash = fields.CharField(max_length=64, db_index=True, description="手机号盲索引")
    village = fields.CharField(max_length=80, default="", description="村组")
    product_id: fields.Field[UUID | None] = fields.UUIDField(null=True, description="意向产品")
    amount_fen: fields.Field[Fen | None] = fields.BigIntField(
        null=True, description="意向或建议金额(分)"
    )
    status: fields.Field[LeadStatus] = fields.CharEnumField(
        LeadStatus, max_length=16, default=LeadStatus.NEW, description="状态"
    )
    contact_due_at: fields.Field[datetime | None] = fields.DatetimeField(
        null=True, description="首次联系时限"
    )
    lost_reason = fields.CharField(max_length=200, default="", description="流失原因")
    application_id: fields.Field[UUID | None] = fields.UUIDField(
        null=True, description="转化的申请"
    )

    class Meta:
        table = "lead"
        table_description = "营销线索"
        constraints = (
            CheckConstraint(
                check="(status = 'CONVERTED') = (application_id is not null)",
                name="converted_leads_have_an_application",
            ),
            UniqueConstraint(
                fields=("legal_entity_id", "id_no_hash"),
                name="one_open_lead_per_person",
                condition="id_no_hash is not null"
                " and status not in ('CONVERTED', 'LOST', 'EXPIRED')",
            ),
        )


class MarketingVisit(OwnedRow):
    """A visit (走访); it may have been written down without a network and sent later."""

    lead_id: UUID | None

    client_uuid = fields.UUIDField(unique=True, description="终端生成的标识,重复提交只记一次")
    lead: fields.ForeignKeyNullableRelation[Lead] = fields.ForeignKeyField(
        "marketing.Lead", related_name="visits", null=True, on_delete=fields.RESTRICT
    )
    customer: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "customer.Customer", related_name="visits", null=True, on_delete=fields.RESTRICT
    )
    companion_id: fields.Field[UUID | None] = fields.UUIDField(null=True, description="同行人")
    purpose: fields.Field[VisitPurpose] = fields.CharEnumField(
        VisitPurpose, max_length=12, description="目的"
    )
    result: fields.Field[VisitResult] = fields.CharEnumField(
        VisitResult, max_length=12, description="结果"
    )
    visited_at: fields.Field[datetime] = fields.DatetimeField(description="走访时间(终端)")
    position = EncryptedField(null=True, description="位置(加密),纬度,经度")
    accuracy_m: fields.Field[int | None] = fields.IntField(null=True, description="定位精度(米)")
    is_clock_skewed = fields.BooleanField(default=False, description="终端时钟偏差超过 5 分钟")
    address_text = fields.CharField(max_length=200, default="", description="地点描述")
    notes = fields.CharField(max_length=1000, default="", description="备注")
    next_visit_on: fields.Field[date | None] = fields.DateField(
        null=True, description="下次走访日期"
    )

    class Meta:
        table = "marketing_visit"
        table_description = "客户走访"
        constraints = (
            CheckConstraint(
                check="lead_id is not null or customer_id is not null", name="visits_go_to_somebody"
            ),
        )
