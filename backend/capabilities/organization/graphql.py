"""How people and programs sign in, and how the bank sees its own people."""

from datetime import date, datetime
from uuid import UUID

import strawberry

from backend.capabilities.organization import models, service
from backend.capabilities.organization.rules import (
    REFRESH_LIFE,
    ROLE_NAMES,
    OrgKind,
    Role,
    UserStatus,
)
from backend.kit.actor import Actor, Scope
from backend.kit.graphql import (
    PUBLIC,
    SIGNED_IN,
    Context,
    Door,
    Filter,
    Node,
    Payload,
    column,
    entity,
    many,
    one,
    where,
)
from backend.kit.graphql.context import Cookie
from backend.kit.money import Fen
from backend.ports import Ports

REFRESH_COOKIE = "__Host-refresh"
door = Door()


@entity(models.Org, read="organization:read", description="机构")
class Org(Node):
    id: UUID = column("标识")
    no: str = column("机构号")
    name: str = column("机构名称")
    short_name: str = column("简称")
    kind: OrgKind = column("类型")
    parent: "Org | None" = one("上级机构")
    is_open: bool = column("是否营业")


@entity(models.RoleGrant, read="organization:read", description="角色授予")
class RoleGrant(Node):
    id: UUID = column("标识")
    role: Role = column("角色")
    scope: Scope = column("数据范围")
    org: Org | None = one("授予机构")
    valid_from: date = column("生效日期")
    valid_to: date = column("失效日期")


@entity(models.User, read="organization:read", description="人员")
class User(Node):
    id: UUID = column("标识")
    employee_no: str = column("工号")
    name: str = column("姓名")
    status: UserStatus = column("状态")
    org: Org | None = one("所属机构")
    grants: list[RoleGrant] = many("角色授予", by="user_id")


@entity(models.AuthorityLimit, read="organization:read", description="审批授权")
class AuthorityLimit(Node):
    id: UUID = column("标识")
    role: Role | None = column("角色")
    user: User | None = one("人员")
    product_category: str = column("产品大类,空为全部")
    max_single: Fen = column("单笔上限(元)", "max_single_fen")
    max_customer_total: Fen = column("单户合计上限(元)", "max_customer_total_fen")


@strawberry.type(description="持有的角色")
class HeldRole:
    code: str = strawberry.field(description="角色代码")
    name: str = strawberry.field(description="角色名称")


@strawberry.type(description="所在机构")
class OwnOrg:
    no: str = strawberry.field(description="机构号")
    name: str = strawberry.field(description="机构名称")


@strawberry.type(description="当前登录人")
class Me:
    id: UUID = strawberry.field(description="标识")
    name: str = strawberry.field(description="姓名")
    login_name: str = strawberry.field(description="登录名")
    employee_no: str = strawberry.field(description="工号")
    roles: list[HeldRole] = strawberry.field(description="角色")
    org: OwnOrg = strawberry.field(description="所在机构")


@strawberry.type(description="打开的会话")
class OpenSession:
    access_token: str = strawberry.field(description="访问令牌")
    expires_at: datetime = strawberry.field(description="访问令牌有效至")
    refresh_token: str | None = strawberry.field(description="刷新令牌;浏览器终端为空,用 Cookie")
    user: Me = strawberry.field(description="登录人")


@strawberry.type(description="登录前还须完成的验证")
class Challenge:
    id: UUID = strawberry.field(description="验证标识")
    kind: str = strawberry.field(description="种类:PASSWORD_CHANGE 须修改口令")


@strawberry.type(description="登录结果:会话或验证")
class LoginPayload(Payload):
    session: OpenSession | None = strawberry.field(default=None, description="会话")
    challenge: Challenge | None = strawberry.field(default=None, description="须完成的验证")


@strawberry.type(description="注销结果")
class LogoutPayload(Payload):
    done: bool = strawberry.field(default=False, description="是否已注销")


@strawberry.type(description="接口访问令牌")
class ClientTokenPayload(Payload):
    access_token: str | None = strawberry.field(default=None, description="访问令牌")
    expires_at: datetime | None = strawberry.field(default=None, description="有效至")


@strawberry.input(description="人员的筛选条件")
class UserFilter(Filter):
    name: str | None = where("name__startswith", "姓名开头")
    status: UserStatus | None = where("status", "状态")


door.one("org", Org, "一个机构")
door.list("orgs", Org, "机构")
door.one("user", User, "一名人员")
door.list("users", User, "人员", filters=UserFilter)
door.list("authorityLimits", AuthorityLimit, "审批授权")


def _me(user: models.User, actor: Actor) -> Me:
    return Me(
        id=user.id,
        name=user.name,
        login_name=user.login_name,
        employee_no=user.employee_no,
        roles=[HeldRole(code=code, name=ROLE_NAMES[Role(code)]) for code in sorted(actor.roles)],
        org=OwnOrg(no=user.org.no, name=user.org.name),
    )


def _answer(context: Context, opened: service.Opened) -> LoginPayload:
    if opened.challenge is not None:
        challenge = Challenge(id=opened.challenge.id, kind=opened.challenge.kind)
        return LoginPayload(challenge=challenge)
    assert opened.user is not None
    assert opened.actor is not None
    assert opened.expires_at is not None
    browser = opened.client.value != "INTEGRATOR"
    if browser:
        seconds = int(REFRESH_LIFE.total_seconds())
        context.set_cookies.append(Cookie(REFRESH_COOKIE, opened.refresh_token, seconds))
    return LoginPayload(
        session=OpenSession(
            access_token=opened.access_token,
            expires_at=opened.expires_at,
            refresh_token=None if browser else opened.refresh_token,
            user=_me(opened.user, opened.actor),
        )
    )


@door.query("me", allow=SIGNED_IN, description="当前登录人")
async def me(context: Context) -> Me | None:
    """Tell who is signed in; a program has no person behind it."""
    user = await models.User.filter(id=context.actor.id).select_related("org").first()
    return _me(user, context.actor) if user else None


async def login(
    actor: Actor, command: service.Login, ports: Ports, context: Context
) -> LoginPayload:
    """Sign in and hand the refresh token to the browser as a cookie."""
    return _answer(context, await service.login(actor, command, ports))


async def change_password(
    actor: Actor, command: service.AnswerPasswordChange, ports: Ports, context: Context
) -> LoginPayload:
    """Change the password and go in."""
    return _answer(context, await service.change_password(actor, command, ports))


async def refresh_session(
    actor: Actor, command: service.RefreshSession, ports: Ports, context: Context
) -> LoginPayload:
    """Refresh with the token of the body or of the cookie."""
    token = command.refresh_token or context.cookies.get(REFRESH_COOKIE)
    given = service.RefreshSession(refresh_token=token)
    return _answer(context, await service.refresh_session(actor, given, ports))


async def logout(actor: Actor, command: service.Logout, context: Context) -> LogoutPayload:
    """End the session and take the cookie away."""
    await service.logout(actor, command)
    context.set_cookies.append(Cookie(REFRESH_COOKIE, None, 0))
    return LogoutPayload(done=True)


async def issue_client_token(
    actor: Actor, command: service.IssueClientToken, ports: Ports
) -> ClientTokenPayload:
    """Give a program its token."""
    token, expires_at = await service.issue_client_token(actor, command, ports)
    return ClientTokenPayload(access_token=token, expires_at=expires_at)


door.mutation(login, gives=LoginPayload, allow=PUBLIC, description="登录", keyed=False)
door.mutation(
    change_password, gives=LoginPayload, allow=PUBLIC, description="首次登录修改口令", keyed=False
)
door.mutation(
    refresh_session, gives=LoginPayload, allow=PUBLIC, description="续期会话", keyed=False
)
door.mutation(logout, gives=LogoutPayload, allow=SIGNED_IN, description="注销会话", keyed=False)
door.mutation(
    issue_client_token,
    gives=ClientTokenPayload,
    allow=PUBLIC,
    description="换取接口访问令牌",
    keyed=False,
)
