from tortoise import migrations
from tortoise.migrations import operations as ops
from backend.capabilities.privacy.rules import ConsentChannel, ConsentKind
from backend.kit.clock import utc_now
from backend.kit.ids import uuid7
from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint


class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name="Consent",
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
                ("customer_id", fields.UUIDField(db_index=True, description="客户")),
                ("subject_hash", fields.CharField(description="证件号盲索引", max_length=64)),
                (
                    "kind",
                    fields.CharEnumField(
                        description="同意事项", enum_type=ConsentKind, max_length=24
                    ),
                ),
                ("text_version", fields.CharField(description="告知文本的版本", max_length=40)),
                (
                    "channel",
                    fields.CharEnumField(
                        description="取得方式", enum_type=ConsentChannel, max_length=8
                    ),
                ),
                (
                    "at",
                    fields.DatetimeField(
                        description="同意时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("evidence_file_id", fields.UUIDField(null=True, description="佐证文件")),
                (
                    "withdrawn_at",
                    fields.DatetimeField(
                        null=True, description="撤回时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("withdrawn_by", fields.UUIDField(null=True, description="撤回经办人")),
            ],
            options={
                "table": "consent",
                "app": "privacy",
                "constraints": [
                    UniqueConstraint(
                        fields=("legal_entity_id", "customer_id", "kind"),
                        name="one_consent_in_force",
                        condition="withdrawn_at is null",
                    ),
                    CheckConstraint(
                        check="(withdrawn_at is null) = (withdrawn_by is null)",
                        name="withdrawal_has_its_hand",
                    ),
                ],
                "pk_attr": "id",
                "table_description": "个人信息同意",
            },
            bases=["LegalEntityRow"],
        ),
    ]
