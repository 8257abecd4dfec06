from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields


class Migration(migrations.Migration):
    dependencies = [
        ("evidence", "0002_cases"),
        ("product", "0001_initial"),
        ("product", "0002_document_template"),
    ]

    initial = False

    operations = [
        ops.AddField(
            model_name="Evidence",
            name="co_owner_id",
            field=fields.UUIDField(null=True, description="共同责任人(协办人)"),
        ),
    ]
