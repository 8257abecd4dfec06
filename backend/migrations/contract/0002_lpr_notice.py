from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields


class Migration(migrations.Migration):
    dependencies = [
        ("application", "0001_initial"),
        ("contract", "0001_initial"),
        ("customer", "0001_initial"),
        ("customer", "0002_relations"),
        ("product", "0001_initial"),
        ("product", "0002_document_template"),
    ]

    initial = False

    operations = [
        ops.AddField(
            model_name="CreditContract",
            name="lpr_notice",
            field=fields.CharField(default="", description="LPR 变动提示", max_length=200),
        ),
    ]
