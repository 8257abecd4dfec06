"""Tables of customer."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint

from backend.capabilities.customer.rules import (
    AccountPurpose,
    BlacklistKind,
    BlacklistLevel,
    BlacklistSource,
    CustomerStatus,
    CustomerType,
    Gender,
    IdType,
    MaritalStatus,
    NetworkCheck,
    PaperStatus,
    PaperType,
    RelationType,
)
from backend.kit.crypto import EncryptedField
from backend.kit.models import LegalEntityRow, OwnedRow


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


class Relationship(LegalEntityRow):
    """How another customer stands to this one, as seen from here (客户关系)."""

    from_customer_id: UUID
    to_customer_id: UUID

    from_customer: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "customer.Customer", related_name="relations", on_delete=fields.RESTRICT
    )
    to_customer: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "customer.Customer", related_name="related_from", on_delete=fields.RESTRICT
    )
    type: fields.Field[RelationType] = fields.CharEnumField(
        RelationType, max_length=20, description="对方是本客户的什么人"
    )
    pair_id = fields.UUIDField(db_index=True, description="同一关系的两端")
    evidence_file_ids: fields.Field[list[str]] = fields.JSONField(description="佐证文件")
    valid_from = fields.DateField(description="起始日")
    valid_to: fields.Field[date | None] = fields.DateField(null=True, description="终止日")

    class Meta:
        table = "relationship"
        table_description = "客户关系"
        constraints = (
            CheckConstraint(check="from_customer_id <> to_customer_id", name="related_to_others"),
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
        )


class IdDocument(LegalEntityRow):
    """A paper that proves who somebody is (证件)."""

    customer_id: UUID

    customer: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "customer.Customer", related_name="documents", on_delete=fields.RESTRICT
    )
    type: fields.Field[PaperType] = fields.CharEnumField(
        PaperType, max_length=24, description="证件种类"
    )
    no = EncryptedField(description="证件号(加密)")
    no_hash = fields.CharField(max_length=64, db_index=True, description="证件号盲索引")
    name = fields.CharField(max_length=80, description="证件上的姓名或名称")
    issuer = fields.CharField(max_length=120, default="", description="发证机关")
    valid_from: fields.Field[date | None] = fields.DateField(null=True, description="有效期起")
    valid_to: fields.Field[date | None] = fields.DateField(
        null=True, description="有效期止,长期有效为空"
    )
    front_file_id: fields.Field[UUID | None] = fields.UUIDField(null=True, description="正面影像")
    back_file_id: fields.Field[UUID | None] = fields.UUIDField(null=True, description="背面影像")
    network_check: fields.Field[NetworkCheck | None] = fields.CharEnumField(  # type: ignore[assignment]  # Tortoise's enum field forgets that it may be null
        NetworkCheck, max_length=12, null=True, description="联网核查结果"
    )
    network_checked_at: fields.Field[datetime | None] = fields.DatetimeField(
        null=True, description="联网核查时间"
    )
    network_ref = fields.CharField(max_length=80, default="", description="联网核查流水")
    status: fields.Field[PaperStatus] = fields.CharEnumField(
        PaperStatus, max_length=12, default=PaperStatus.VALID, description="状态"
    )

    class Meta:
        table = "id_document"
        table_description = "证件"
        constraints = (
            UniqueConstraint(
                fields=("customer_id", "type"),
                name="one_valid_paper_of_a_kind",
                condition="status = 'VALID'",
            ),
            CheckConstraint(
                check="(network_check is null) = (network_checked_at is null)",
                name="network_check_has_its_time",
            ),
        )


class BankAccount(LegalEntityRow):
    """A card to which loans are paid out and from which they are repaid (银行账户)."""

    customer_id: UUID

    customer: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "customer.Customer", related_name="accounts", on_delete=fields.RESTRICT
    )
    card_no = EncryptedField(description="卡号(加密)")
    card_hash = fields.CharField(max_length=64, db_index=True, description="卡号盲索引")
    bank_name = fields.CharField(max_length=80, description="开户行")
    is_own_bank = fields.BooleanField(description="是否本行账户")
    purpose: fields.Field[AccountPurpose] = fields.CharEnumField(
        AccountPurpose, max_length=12, description="用途"
    )
    verified_at: fields.Field[datetime | None] = fields.DatetimeField(
        null=True, description="四要素核验通过时间"
    )
    verification_ref = fields.CharField(max_length=80, default="", description="核验流水")
    is_open = fields.BooleanField(default=True, description="是否在用")

    class Meta:
        table = "bank_account"
        table_description = "银行账户"
        unique_together = (("customer_id", "card_hash"),)


class BlacklistEntry(LegalEntityRow):
    """Somebody or something to keep away from, known by its hash only (黑名单)."""

    subject_hash = fields.CharField(max_length=64, description="对象盲索引")
    subject_mask = fields.CharField(max_length=40, description="对象(脱敏)")
    kind: fields.Field[BlacklistKind] = fields.CharEnumField(
        BlacklistKind, max_length=8, description="对象种类"
    )
    source: fields.Field[BlacklistSource] = fields.CharEnumField(
        BlacklistSource, max_length=12, description="来源"
    )
    level: fields.Field[BlacklistLevel] = fields.CharEnumField(
        BlacklistLevel, max_length=8, description="级别"
    )
    reason = fields.CharField(max_length=400, description="列入原因")
    valid_to: fields.Field[date | None] = fields.DateField(
        null=True, description="有效期止,空为长期"
    )
    removed_at: fields.Field[datetime | None] = fields.DatetimeField(
        null=True, description="移出时间"
    )
    removal_reason = fields.CharField(max_length=400, default="", description="移出原因")

    class Meta:
        table = "blacklist_entry"
        table_description = "黑名单"
        constraints = (
            UniqueConstraint(
                fields=("legal_entity_id", "kind", "subject_hash", "source"),
                name="listed_once",
                condition="removed_at is null",
            ),
        )
