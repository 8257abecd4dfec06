"""Tables of customer."""

from datetime import date

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint

from backend.capabilities.customer.rules import (
    CustomerStatus,
    CustomerType,
    Gender,
    IdType,
    MaritalStatus,
)
from backend.kit.crypto import EncryptedField
from backend.kit.models import OwnedRow


class Customer(OwnedRow):
    """A person or firm that the bank deals with (客户)."""

    no = fields.CharField(max_length=32, unique=True, description="客户编号")
    type: fields.Field[CustomerType] = fields.CharEnumField(
        CustomerType, max_length=16, description="客户类型"
    )
    name = fields.CharField(max_length=80, description="姓名或名称")
    pinyin = fields.CharField(max_length=160, db_index=True, description="拼音,用于排序和查找")
    id_type: fields.Field[IdType] = fields.CharEnumField(
        IdType, max_length=20, description="证件类型"
    )
    id_no = EncryptedField(description="证件号(加密)")
    id_no_hash = fields.CharField(max_length=64, description="证件号盲索引")
    id_valid_to: fields.Field[date | None] = fields.DateField(null=True, description="证件有效期至")
    gender: fields.Field[Gender] = fields.CharEnumField(
        Gender, max_length=8, null=True, description="性别"
    )
    birth_date: fields.Field[date | None] = fields.DateField(null=True, description="出生日期")
    marital_status: fields.Field[MaritalStatus] = fields.CharEnumField(
        MaritalStatus, max_length=12, null=True, description="婚姻状况"
    )
    phone = EncryptedField(description="手机号(加密)")
    phone_hash = fields.CharField(max_length=64, db_index=True, description="手机号盲索引")
    address = EncryptedField(description="居住地址(加密)")
    kinds: fields.Field[list[str]] = fields.JSONField(description="客户群体,数据字典 customerType")
    status: fields.Field[CustomerStatus] = fields.CharEnumField(
        CustomerStatus, max_length=16, default=CustomerStatus.PROSPECT, description="状态"
    )

    class Meta:
        table = "customer"
        table_description = "客户"
        constraints = (
            # INV-03: a closed file does not stand in the way of a new one.
            UniqueConstraint(
                fields=("legal_entity_id", "id_type", "id_no_hash"),
                name="one_customer_per_id",
                condition="status <> 'CLOSED'",
            ),
            CheckConstraint(
                check="(type = 'COMPANY') = (birth_date is null)", name="persons_have_birth_dates"
            ),
        )
