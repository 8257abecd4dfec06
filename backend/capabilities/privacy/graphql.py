"""How clients see what a person has agreed to; the verbs stand at customer's door."""

from datetime import datetime
from uuid import UUID

import strawberry

from backend.capabilities.privacy import models
from backend.capabilities.privacy.rules import ConsentChannel, ConsentKind
from backend.kit.graphql import Door, Filter, Node, column, entity, where

door = Door()


@entity(models.Consent, read="privacy:read", description="个人信息同意")
class Consent(Node):
    id: UUID = column("标识")
    kind: ConsentKind = column("同意事项")
    text_version: str = column("告知文本的版本")
    channel: ConsentChannel = column("取得方式")
    at: datetime = column("同意时间")
    withdrawn_at: datetime | None = column("撤回时间")


@strawberry.input(description="同意的筛选条件")
class ConsentFilter(Filter):
    customer_id: UUID | None = where("customer_id", "客户")
    kind: ConsentKind | None = where("kind", "同意事项")


door.list("consents", Consent, "个人信息同意", filters=ConsentFilter)
