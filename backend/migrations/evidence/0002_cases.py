from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields


class Migration(migrations.Migration):
    dependencies = [
        ("evidence", "0001_initial"),
        ("product", "0001_initial"),
        ("product", "0002_document_template"),
    ]

    initial = False

    operations = [
        ops.AddField(
            model_name="Evidence",
            name="case_id",
            field=fields.UUIDField(db_index=True, description="所属申请,照片只可用于一笔"),
        ),
        ops.RemoveField(model_name="Upload", name="position"),
    ]
