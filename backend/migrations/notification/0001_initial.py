from tortoise import migrations
from tortoise.migrations import operations as ops
from backend.capabilities.notification.rules import TextStatus
from backend.kit.clock import utc_now
from backend.kit.crypto import EncryptedField
from backend.kit.ids import uuid7
from tortoise import fields


class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name="Notification",
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
                ("recipient_id", fields.UUIDField(db_index=True, description="接收人")),
                ("event", fields.CharField(description="事件", max_length=40)),
                ("title", fields.CharField(description="标题", max_length=120)),
                ("text", fields.CharField(description="内容", max_length=400)),
                ("subject_type", fields.CharField(description="对象", max_length=40)),
                ("subject_id", fields.UUIDField(null=True, description="对象标识")),
                ("once", fields.CharField(description="去重键", max_length=160)),
                (
                    "read_at",
                    fields.DatetimeField(
                        null=True, description="阅读时间", auto_now=False, auto_now_add=False
                    ),
                ),
            ],
            options={
                "table": "notification",
                "app": "notification",
                "unique_together": (("recipient_id", "once"),),
                "pk_attr": "id",
                "table_description": "站内通知",
            },
            bases=["LegalEntityRow"],
        ),
        ops.CreateModel(
            name="TextMessage",
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
                ("template", fields.CharField(description="模板", max_length=40)),
                ("phone", EncryptedField(description="手机号(加密)", unique=False)),
                (
                    "phone_hash",
                    fields.CharField(db_index=True, description="手机号盲索引", max_length=64),
                ),
                (
                    "text",
                    EncryptedField(description="内容(加密);发送后验证码不再保留", unique=False),
                ),
                ("is_code", fields.BooleanField(description="是否验证码")),
                ("day", fields.DateField(description="营业日期")),
                ("once", fields.CharField(unique=True, description="去重键", max_length=160)),
                (
                    "status",
                    fields.CharEnumField(description="状态", enum_type=TextStatus, max_length=12),
                ),
                ("vendor_ref", fields.CharField(default="", description="网关回执", max_length=80)),
                ("simulated", fields.BooleanField(default=False, description="是否模拟")),
                (
                    "sent_at",
                    fields.DatetimeField(
                        null=True, description="发送时间", auto_now=False, auto_now_add=False
                    ),
                ),
            ],
            options={
                "table": "text_message",
                "app": "notification",
                "pk_attr": "id",
                "table_description": "短信",
            },
            bases=["LegalEntityRow"],
        ),
    ]
