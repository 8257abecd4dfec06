"""Tables of reference data."""

from decimal import Decimal
from uuid import UUID

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from backend.capabilities.reference.rules import ParameterStatus
from backend.kit.ids import uuid7
from backend.kit.models import LegalEntityRow, Row


class BusinessDay(Model):
    """The business date (营业日期) of the installation: one row."""

    id = fields.CharField(max_length=8, primary_key=True, default="today")
    today = fields.DateField(description="营业日期")

    class Meta:
        table = "business_day"
        table_description = "营业日期"


class NumberSequence(Model):
    """The last number given, per kind, legal entity and day or year (编号序列)."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    legal_entity_id = fields.UUIDField(description="法人机构")
    kind = fields.CharField(max_length=20, description="编号种类")
    period = fields.CharField(max_length=8, description="日期或年份")
    given = fields.IntField(description="最后编号")

    class Meta:
        table = "number_sequence"
        table_description = "编号序列"
        unique_together = (("legal_entity_id", "kind", "period"),)


class Parameter(LegalEntityRow):
    """A typed, effective-dated setting of a legal entity (系统参数)."""

    key = fields.CharField(max_length=60, description="参数名")
    value: fields.Field[object] = fields.JSONField(description="参数值")
    effective_from = fields.DateField(description="生效日期")
    description = fields.CharField(max_length=200, default="", description="说明")
    status: fields.Field[ParameterStatus] = fields.CharEnumField(
        ParameterStatus,
        max_length=12,
        default=ParameterStatus.PROPOSED,
        description="状态",
    )
    decided_by: fields.Field[UUID | None] = fields.UUIDField(null=True, description="复核人")

    class Meta:
        table = "parameter"
        table_description = "系统参数"
        constraints = (
            UniqueConstraint(
                fields=("legal_entity_id", "key", "effective_from"),
                name="one_parameter_value_per_day",
                condition="status = 'ACTIVE'",
            ),
            CheckConstraint(
                check="decided_by <> created_by", name="parameter_decided_by_a_second_person"
            ),
        )


class DictItem(LegalEntityRow):
    """One entry of a dictionary (数据字典)."""

    dictionary = fields.CharField(max_length=40, description="字典")
    code = fields.CharField(max_length=40, description="代码")
    label = fields.CharField(max_length=80, description="名称")
    parent_code = fields.CharField(max_length=40, default="", description="上级代码")
    sort = fields.IntField(default=0, description="排序")

    class Meta:
        table = "dict_item"
        table_description = "数据字典"
        unique_together = (("legal_entity_id", "dictionary", "code"),)


class LprQuote(Row):
    """A published loan prime rate (LPR 报价), percent per year."""

    published_on = fields.DateField(unique=True, description="发布日期")
    lpr_1y: fields.Field[Decimal] = fields.DecimalField(9, 6, description="一年期")
    lpr_5y: fields.Field[Decimal] = fields.DecimalField(9, 6, description="五年期以上")

    class Meta:
        table = "lpr_quote"
        table_description = "LPR 报价"


class Holiday(Row):
    """A day that is not a business day, or a working weekend (节假日)."""

    day = fields.DateField(unique=True, description="日期")
    name = fields.CharField(max_length=40, description="名称")
    is_working = fields.BooleanField(default=False, description="是否调休上班")

    class Meta:
        table = "holiday"
        table_description = "节假日"
