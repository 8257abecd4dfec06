from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('reference', '0001_initial')]

    initial = False

    operations = [
        ops.RemoveField(model_name='BusinessDay', name='id'),
        ops.AddField(
            model_name='BusinessDay',
            name='id',
            field=fields.IntField(primary_key=True, default=1, unique=True, db_index=True),
        ),
        ops.AddIndex(
            model_name='BusinessDay',
            index=Index(fields=['id']),
        ),
    ]
