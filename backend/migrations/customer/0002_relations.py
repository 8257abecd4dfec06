from tortoise import migrations
from tortoise.migrations import operations as ops
from backend.capabilities.customer.rules.accounts import (
    AccountPurpose,
    NetworkCheck,
    PaperStatus,
    PaperType,
)
from backend.capabilities.customer.rules.blacklist import (
    BlacklistKind,
    BlacklistLevel,
    BlacklistSource,
)
from backend.capabilities.customer.rules.relations import RelationType
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

    initial = False

    operations = [
        ops.CreateModel(
            name="BankAccount",
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
                    "customer",
                    fields.ForeignKeyField(
                        "customer.Customer",
                        source_field="customer_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="accounts",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("card_no", EncryptedField(description="卡号(加密)", unique=False)),
                (
                    "card_hash",
                    fields.CharField(db_index=True, description="卡号盲索引", max_length=64),
                ),
                ("bank_name", fields.CharField(description="开户行", max_length=80)),
                ("is_own_bank", fields.BooleanField(description="是否本行账户")),
                (
                    "purpose",
                    fields.CharEnumField(
                        description="用途", enum_type=AccountPurpose, max_length=12
                    ),
                ),
                (
                    "verified_at",
                    fields.DatetimeField(
                        null=True,
                        description="四要素核验通过时间",
                        auto_now=False,
                        auto_now_add=False,
                    ),
                ),
                (
                    "verification_ref",
                    fields.CharField(default="", description="核验流水", max_length=80),
                ),
                ("is_open", fields.BooleanField(default=True, description="是否在用")),
            ],
            options={
                "table": "bank_account",
                "app": "customer",
                "unique_together": (("customer_id", "card_hash"),),
                "pk_attr": "id",
                "table_description": "银行账户",
            },
            bases=["LegalEntityRow"],
        ),
        ops.CreateModel(
            name="BlacklistEntry",
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
                ("subject_hash", fields.CharField(description="对象盲索引", max_length=64)),
                ("subject_mask", fields.CharField(description="对象(脱敏)", max_length=40)),
                (
                    "kind",
                    fields.CharEnumField(
                        description="对象种类", enum_type=BlacklistKind, max_length=8
                    ),
                ),
                (
                    "source",
                    fields.CharEnumField(
                        description="来源", enum_type=BlacklistSource, max_length=12
                    ),
                ),
                (
                    "level",
                    fields.CharEnumField(
                        description="级别", enum_type=BlacklistLevel, max_length=8
                    ),
                ),
                ("reason", fields.CharField(description="列入原因", max_length=400)),
                ("valid_to", fields.DateField(null=True, description="有效期止,空为长期")),
                (
                    "removed_at",
                    fields.DatetimeField(
                        null=True, description="移出时间", auto_now=False, auto_now_add=False
                    ),
                ),
                (
                    "removal_reason",
                    fields.CharField(default="", description="移出原因", max_length=400),
                ),
            ],
            options={
                "table": "blacklist_entry",
                "app": "customer",
                "constraints": [
                    UniqueConstraint(
                        fields=("legal_entity_id", "kind", "subject_hash", "source"),
                        name="listed_once",
                        condition="removed_at is null",
                    )
                ],
                "pk_attr": "id",
                "table_description": "黑名单",
            },
            bases=["LegalEntityRow"],
        ),
        ops.CreateModel(
            name="IdDocument",
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
                    "customer",
                    fields.ForeignKeyField(
                        "customer.Customer",
                        source_field="customer_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="documents",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "type",
                    fields.CharEnumField(
                        description="证件种类", enum_type=PaperType, max_length=24
                    ),
                ),
                ("no", EncryptedField(description="证件号(加密)", unique=False)),
                (
                    "no_hash",
                    fields.CharField(db_index=True, description="证件号盲索引", max_length=64),
                ),
                ("name", fields.CharField(description="证件上的姓名或名称", max_length=80)),
                ("issuer", fields.CharField(default="", description="发证机关", max_length=120)),
                ("valid_from", fields.DateField(null=True, description="有效期起")),
                ("valid_to", fields.DateField(null=True, description="有效期止,长期有效为空")),
                ("front_file_id", fields.UUIDField(null=True, description="正面影像")),
                ("back_file_id", fields.UUIDField(null=True, description="背面影像")),
                (
                    "network_check",
                    fields.CharEnumField(
                        null=True, description="联网核查结果", enum_type=NetworkCheck, max_length=12
                    ),
                ),
                (
                    "network_checked_at",
                    fields.DatetimeField(
                        null=True, description="联网核查时间", auto_now=False, auto_now_add=False
                    ),
                ),
                (
                    "network_ref",
                    fields.CharField(default="", description="联网核查流水", max_length=80),
                ),
                (
                    "status",
                    fields.CharEnumField(
                        default=PaperStatus.VALID,
                        description="状态",
                        enum_type=PaperStatus,
                        max_length=12,
                    ),
                ),
            ],
            options={
                "table": "id_document",
                "app": "customer",
                "constraints": [
                    UniqueConstraint(
                        fields=("customer_id", "type"),
                        name="one_valid_paper_of_a_kind",
                        condition="status = 'VALID'",
                    ),
                    CheckConstraint(
                        check="(network_check is null) = (network_checked_at is null)",
                        name="network_check_has_its_time",
                    ),
                ],
                "pk_attr": "id",
                "table_description": "证件",
            },
            bases=["LegalEntityRow"],
        ),
        ops.CreateModel(
            name="Relationship",
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
                    "from_customer",
                    fields.ForeignKeyField(
                        "customer.Customer",
                        source_field="from_customer_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="relations",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "to_customer",
                    fields.ForeignKeyField(
                        "customer.Customer",
                        source_field="to_customer_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="related_from",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "type",
                    fields.CharEnumField(
                        description="对方是本客户的什么人", enum_type=RelationType, max_length=20
                    ),
                ),
                ("pair_id", fields.UUIDField(db_index=True, description="同一关系的两端")),
                (
                    "evidence_file_ids",
                    fields.JSONField(description="佐证文件", encoder=JSON_DUMPS, decoder=loads),
                ),
                ("valid_from", fields.DateField(description="起始日")),
                ("valid_to", fields.DateField(null=True, description="终止日")),
            ],
            options={
                "table": "relationship",
                "app": "customer",
                "constraints": [
                    CheckConstraint(
                        check="from_customer_id <> to_customer_id", name="related_to_others"
                    ),
                    UniqueConstraint(
                        fields=("from_customer_id", "to_customer_id", "type"),
                        name="one_tie_of_a_kind",
                        condition="valid_to is null",
                    ),
                    UniqueConstraint(
                        fields=("from_customer_id",),
                        name="one_spouse",
                        condition="valid_to is null and type = 'SPOUSE'",
                    ),
                    UniqueConstraint(
                        fields=("from_customer_id",),
                        name="one_legal_representative",
                        condition="valid_to is null and type = 'LEGAL_REP'",
                    ),
                ],
                "pk_attr": "id",
                "table_description": "客户关系",
            },
            bases=["LegalEntityRow"],
        ),
    ]
