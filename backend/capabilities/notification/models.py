"""Tables of notification."""

from datetime import date, datetime
from uuid import UUID

from tortoise import fields

from backend.capabilities.notification.rules import TextStatus
from backend.kit.crypto import EncryptedField
from backend.kit.models import LegalEntityRow


class Notification(LegalEntityRow):
    """Something that a member of staff is told in the app (站内通知)."""

    recipient_id = fields.UUIDField(db_index=True, description="接收人")
    event = fields.CharField(max_length=40, description="事件")
    title = fields.CharField(max_length=120, description="标题")
    text = fields.CharField(max_length=400, description="内容")
    subject_type = fields.CharField(max_length=40, description="对象")
    subject_id: fields.Field[UUID | None] = fields.UUIDField(null=True, description="对象标识")
    once = fields.CharField(max_length=160, description="去重键")
    read_at: fields.Field[datetime | None] = fields.DatetimeField(null=True, description="阅读时间")

    class Meta:
        table = "notification"
        table_description = "站内通知"
        # One occasion reaches one person once, however often it is told.
        unique_together = (("recipient_id", "once"),)


class TextMessage(LegalEntityRow):
    """A text to a customer's phone (短信)."""

    template = fields.CharField(max_length=40, description="模板")
    phone = EncryptedField(description="手机号(加密)")
    phone_hash = fields.CharField(max_length=64, db_index=True, description="手机号盲索引")
    text = EncryptedField(description="内容(加密);发送后验证码不再保留")
    is_code = fields.BooleanField(description="是否验证码")
    day: fields.Field[date] = fields.DateField(description="营业日期")
    once = fields.CharField(max_length=160, unique=True, description="去重键")
    status: fields.Field[TextStatus] = fields.CharEnumField(
        TextStatus, max_length=12, description="状态"
    )
    vendor_ref = fields.CharField(max_length=80, default="", description="网关回执")
    simulated = fields.BooleanField(default=False, description="是否模拟")
    sent_at: fields.Field[datetime | None] = fields.DatetimeField(null=True, description="发送时间")

    class Meta:
        table = "text_message"
        table_description = "短信"
