"""How people see what they are told, and how auditors see what customers were sent."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import strawberry
from tortoise.expressions import Q

from backend.capabilities.notification import models, queries, service
from backend.capabilities.notification.rules import TextStatus
from backend.kit import masks
from backend.kit.actor import Actor
from backend.kit.graphql import (
    SIGNED_IN,
    Context,
    Door,
    Filter,
    Node,
    Payload,
    column,
    derived,
    entity,
    where,
)

door = Door()


def own(_: Any, actor: Actor, __: str) -> Q:
    """Nobody reads what somebody else was told."""
    return Q(recipient_id=actor.id)


@entity(models.Notification, read="notification:read", description="站内通知", scope=own)
class Notification(Node):
    id: UUID = column("标识")
    event: str = column("事件")
    title: str = column("标题")
    text: str = column("内容")
    subject_type: str = column("对象")
    subject_id: UUID | None = column("对象标识")
    read_at: datetime | None = column("阅读时间")
    created_at: datetime = column("时间")
    is_read: bool = derived("是否已读", needs=("read_at",), by=lambda at: at is not None)


@strawberry.input(description="通知的筛选条件")
class NotificationFilter(Filter):
    unread: bool | None = where("read_at__isnull", "只看未读(true)或已读(false)")
    event: str | None = where("event", "事件")


@entity(models.TextMessage, read="notification:read-texts", description="短信")
class TextMessage(Node):
    id: UUID = column("标识")
    template: str = column("模板")
    phone: str = column("手机号(脱敏)", mask=masks.phone)
    status: TextStatus = column("状态")
    day: date = column("营业日期")
    vendor_ref: str = column("网关回执")
    simulated: bool = column("是否模拟")
    sent_at: datetime | None = column("发送时间")


@strawberry.type(description="通知办理结果")
class NotificationPayload(Payload):
    notification: Notification | None = strawberry.field(
        default=None, description="最新的一条已标记通知"
    )


door.list("notifications", Notification, "我的通知", filters=NotificationFilter)
door.list("textMessages", TextMessage, "短信日志")


@door.query("unreadNotifications", allow=SIGNED_IN, description="未读通知数")
async def unread_notifications(context: Context) -> int:
    """Count what the actor has not read."""
    return await queries.unread(context.actor)


door.mutation(
    service.mark_notifications_read,
    gives=NotificationPayload,
    allow="notification:read",
    description="标记通知已读",
)
