"""Tables of organization."""

from datetime import date
from uuid import UUID

from tortoise import fields

from backend.capabilities.organization.rules import (
    ClientKind,
    OrgKind,
    Role,
    UserStatus,
)
from backend.kit.actor import Scope
from backend.kit.crypto import EncryptedField
from backend.kit.models import LegalEntityRow
from backend.kit.money import Fen


class Org(LegalEntityRow):
    """An organization in the tree (机构)."""

    no = fields.CharField(max_length=20, unique=True, description="机构号")
    name = fields.CharField(max_length=80, description="机构名称")
    short_name = fields.CharField(max_length=20, description="简称")
    kind: fields.Field[OrgKind] = fields.CharEnumField(OrgKind, max_length=16, description="类型")
    parent: fields.ForeignKeyNullableRelation["Org"] = fields.ForeignKeyField(
        "organization.Org", related_name="children", null=True, on_delete=fields.RESTRICT
    )
    path = fields.CharField(max_length=120, db_index=True, description="路径")
    entity_code = fields.CharField(max_length=6, description="编号中的法人代码")
    is_open = fields.BooleanField(default=True, description="是否营业")

    class Meta:
        table = "org"
        table_description = "机构"


class User(LegalEntityRow):
    """A member of staff (人员)."""

    employee_no = fields.CharField(max_length=20, description="工号")
    login_name = fields.CharField(max_length=40, unique=True, description="登录名")
    name = fields.CharField(max_length=40, description="姓名")
    phone = EncryptedField(null=True, description="手机号(加密)")
    password_hash = fields.CharField(max_length=200, description="口令摘要(argon2id)")
    must_change_password = fields.BooleanField(default=True, description="须改口令")
    status: fields.Field[UserStatus] = fields.CharEnumField(
        UserStatus, max_length=12, default=UserStatus.ACTIVE, description="状态"
    )
    failures = fields.IntField(default=0, description="连续登录失败次数")
    closed_until = fields.DatetimeField(null=True, description="登录关闭至")
    org: fields.ForeignKeyRelation[Org] = fields.ForeignKeyField(
        "organization.Org", related_name="users", on_delete=fields.RESTRICT
    )

    class Meta:
        table = "staff"
        table_description = "人员"
        unique_together = (("legal_entity_id", "employee_no"),)


class RoleGrant(LegalEntityRow):
    """A role at an organization with a scope and dates (角色授予)."""

    user: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "organization.User", related_name="grants", on_delete=fields.RESTRICT
    )
    org: fields.ForeignKeyRelation[Org] = fields.ForeignKeyField(
        "organization.Org", related_name="grants", on_delete=fields.RESTRICT
    )
    role: fields.Field[Role] = fields.CharEnumField(Role, max_length=32, description="角色")
    scope: fields.Field[Scope] = fields.CharEnumField(Scope, max_length=16, description="范围")
    valid_from: fields.Field[date] = fields.DateField(description="生效日期")
    valid_to: fields.Field[date] = fields.DateField(description="失效日期")

    class Meta:
        table = "role_grant"
        table_description = "角色授予"


class AuthorityLimit(LegalEntityRow):
    """Up to which amounts a role or a person may decide (审批授权)."""

    org: fields.ForeignKeyRelation[Org] = fields.ForeignKeyField(
        "organization.Org", related_name="authority_limits", on_delete=fields.RESTRICT
    )
    role: fields.Field[Role] = fields.CharEnumField(
        Role, max_length=32, null=True, description="角色"
    )
    user: fields.ForeignKeyNullableRelation[User] = fields.ForeignKeyField(
        "organization.User",
        related_name="authority_limits",
        null=True,
        on_delete=fields.RESTRICT,
    )
    product_category = fields.CharField(max_length=8, default="", description="产品大类")
    guarantee_mode = fields.CharField(max_length=32, default="", description="担保方式")
    risk_grade = fields.CharField(max_length=2, default="", description="风险等级")
    max_single_fen: fields.Field[Fen] = fields.BigIntField(description="单笔上限(分)")
    max_customer_total_fen: fields.Field[Fen] = fields.BigIntField(description="单户合计上限(分)")
    valid_from: fields.Field[date] = fields.DateField(description="生效日期")
    valid_to: fields.Field[date] = fields.DateField(description="失效日期")

    class Meta:
        table = "authority_limit"
        table_description = "审批授权"


class Session(LegalEntityRow):
    """One sign-in on one device (会话)."""

    user_id: UUID

    user: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "organization.User", related_name="sessions", on_delete=fields.RESTRICT
    )
    client: fields.Field[ClientKind] = fields.CharEnumField(
        ClientKind, max_length=12, description="终端"
    )
    refresh_hash = fields.CharField(max_length=64, unique=True, description="刷新令牌摘要")
    used_hash = fields.CharField(
        max_length=64, null=True, db_index=True, description="上一刷新令牌摘要"
    )
    expires_at = fields.DatetimeField(description="最长有效至")
    seen_at = fields.DatetimeField(description="最近使用")
    revoked_at = fields.DatetimeField(null=True, description="注销时间")
    ip = fields.CharField(max_length=45, description="IP")
    device = fields.CharField(max_length=120, description="终端描述")

    class Meta:
        table = "session"
        table_description = "会话"


class SignInChallenge(LegalEntityRow):
    """What a person must still do before his session opens (登录验证)."""

    user_id: UUID

    user: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "organization.User", related_name="challenges", on_delete=fields.RESTRICT
    )
    kind = fields.CharField(max_length=20, description="种类")
    client: fields.Field[ClientKind] = fields.CharEnumField(
        ClientKind, max_length=12, description="终端"
    )
    expires_at = fields.DatetimeField(description="有效至")
    used_at = fields.DatetimeField(null=True, description="使用时间")

    class Meta:
        table = "sign_in_challenge"
        table_description = "登录验证"


class ApiClient(LegalEntityRow):
    """A program of an integrator (接口客户端)."""

    client_id = fields.CharField(max_length=40, unique=True, description="客户端标识")
    name = fields.CharField(max_length=80, description="名称")
    secret_hash = fields.CharField(max_length=200, description="密钥摘要")
    permissions: fields.Field[list[str]] = fields.JSONField(description="可用权限")
    org: fields.ForeignKeyRelation[Org] = fields.ForeignKeyField(
        "organization.Org", related_name="api_clients", on_delete=fields.RESTRICT
    )
    is_open = fields.BooleanField(default=True, description="是否启用")

    class Meta:
        table = "api_client"
        table_description = "接口客户端"
