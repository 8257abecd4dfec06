"""Tables of exposure."""

from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint

from backend.capabilities.exposure.rules import ExposureKind
from backend.kit.models import LegalEntityRow
from backend.kit.money import Fen


class Exposure(LegalEntityRow):
    """One source of exposure of one customer, with its current amount (敞口)."""

    customer_id: UUID

    customer: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "customer.Customer", related_name="exposures", on_delete=fields.RESTRICT
    )
    kind: fields.Field[ExposureKind] = fields.CharEnumField(
        ExposureKind, max_length=16, description="种类"
    )
    ref_type = fields.CharField(max_length=32, description="来源对象")
    ref_id = fields.CharField(max_length=64, description="来源标识")
    limit_ref = fields.CharField(max_length=64, default="", description="借据所属额度的来源标识")
    amount_fen: fields.Field[Fen] = fields.BigIntField(description="当前金额(分)")

    class Meta:
        table = "exposure"
        table_description = "敞口"
        # One source counts once with one customer; a guarantee may stand for several.
        unique_together = (("legal_entity_id", "customer_id", "kind", "ref_type", "ref_id"),)
        constraints = (CheckConstraint(check="amount_fen >= 0", name="exposure_not_negative"),)
