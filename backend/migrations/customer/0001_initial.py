from tortoise import migrations
from tortoise.migrations import operations as ops
from backend.capabilities.customer.rules.states import (
    CustomerStatus,
    CustomerType,
    Gender,
    IdType,
    MaritalStatus,
)
from backend.kit.clock import utc_now
from backend.kit.crypto import EncryptedField
from backend.kit.ids import uuid7
from orjson import loads
from tortoise.fields.data import JSON_DUMPS
from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint


class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name="Customer",
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
                ("no", fields.CharField(unique=True, description="客户编号", max_length=32)),
                (
                    "type",
                    fields.CharEnumField(
                        description="客户类型", enum_type=CustomerType, max_length=16
                    ),
                ),
                ("name", fields.CharField(description="姓名或名称", max_length=80)),
                (
                    "pinyin",
                    fields.CharField(
                        db_index=True, description="拼音,用于排序和查找", max_length=160
                    ),
                ),
                (
                    "id_type",
                    fields.CharEnumField(description="证件类型", enum_type=IdType, max_length=20),
                ),
                ("id_no", EncryptedField(description="证件号(加密)", unique=False)),
                ("id_no_hash", fields.CharField(description="证件号盲索引", max_length=64)),
                ("id_valid_to", fields.DateField(null=True, description="证件有效期至")),
                (
                    "gender",
                    fields.CharEnumField(
                        null=True, description="性别", enum_type=Gender, max_length=8
                    ),
                ),
                ("birth_date", fields.DateField(null=True, description="出生日期")),
                (
                    "marital_status",
                    fields.CharEnumField(
                        null=True, description="婚姻状况", enum_type=MaritalStatus, max_length=12
                    ),
                ),
                ("phone", EncryptedField(description="手机号(加密)", unique=False)),
                (
                    "phone_hash",
                    fields.CharField(db_index=True, description="手机号盲索引", max_length=64),
                ),
                ("address", EncryptedField(description="居住地址(加密)", unique=False)),
                (
                    "kinds",
                    fields.JSONField(
                        description="客户群体,数据字典 customerType",
                        encoder=JSON_DUMPS,
                        decoder=loads,
                    ),
                ),
                (
                    "status",
                    fields.CharEnumField(
                        default=CustomerStatus.PROSPECT,
                        description="状态",
                        enum_type=CustomerStatus,
                        max_length=16,
                    ),
                ),
            ],
            options={
                "table": "customer",
                "app": "customer",
                "constraints": [
                    UniqueConstraint(
                        fields=("legal_entity_id", "id_type", "id_no_hash"),
                        name="one_customer_per_id",
                        condition="status <> 'CLOSED'",
                    ),
                    CheckConstraint(
                        check="(type = 'COMPANY') = (birth_date is null)",
                        name="persons_have_birth_dates",
                    ),
                ],
                "pk_attr": "id",
                "table_description": "客户",
            },
            bases=["OwnedRow"],
        ),
    ]
