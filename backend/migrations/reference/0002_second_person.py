from tortoise import migrations
from tortoise.migrations import operations as ops
from backend.capabilities.reference.rules.parameters import ParameterStatus
from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint


class Migration(migrations.Migration):
    dependencies = [("reference", "0001_initial")]

    initial = False

    operations = [
        ops.RemoveConstraint(
            model_name="Parameter",
            name=None,
            fields=["legal_entity_id", "key", "effective_from"],
        ),
        ops.AddField(
            model_name="Parameter",
            name="decided_by",
            field=fields.UUIDField(null=True, description="复核人"),
        ),
        ops.AddField(
            model_name="Parameter",
            name="status",
            field=fields.CharEnumField(
                default=ParameterStatus.PROPOSED,
                description="状态",
                enum_type=ParameterStatus,
                max_length=12,
            ),
        ),
        ops.AddConstraint(
            model_name="Parameter",
            constraint=UniqueConstraint(
                fields=("legal_entity_id", "key", "effective_from"),
                name="one_parameter_value_per_day",
                condition="status = 'ACTIVE'",
            ),
        ),
        ops.AddConstraint(
            model_name="Parameter",
            constraint=CheckConstraint(
                check="decided_by <> created_by", name="parameter_decided_by_a_second_person"
            ),
        ),
    ]
