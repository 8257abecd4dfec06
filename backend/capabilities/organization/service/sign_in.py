"""Signing in: name and password, then a session or a challenge."""

import asyncio
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from backend.capabilities.audit import service as audit
from backend.capabilities.organization import queries
from backend.capabilities.organization.errors import (
    ChallengeInvalid,
    SignInClosed,
    SignInFailed,
)
from backend.capabilities.organization.models import Session, SignInChallenge, User
from backend.capabilities.organization.rules import (
    ACCESS_LIFE,
    REFRESH_LIFE,
    ClientKind,
    UserStatus,
    check_password_strength,
    lock_after_failure,
)
from backend.kit.actor import SYSTEM_ID, Actor, ActorKind
from backend.kit.clock import SHANGHAI, utc_now
from backend.kit.command import about
from backend.kit.work import Work, unit_of_work
from backend.ports import Ports

SYSTEM = Actor(kind=ActorKind.SYSTEM, id=SYSTEM_ID, name="系统")
AUDIENCE = "staff"
CHALLENGE_LIFE = timedelta(minutes=10)
SESSIONS_MAX = 3

_hasher = PasswordHasher()
# Verified when the name is unknown, so that the answer takes as long as for a known one.
NOBODYS_HASH = _hasher.hash(secrets.token_hex(16))


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """登录"""

    login_name: str = about("登录名")
    password: str = about("口令")
    client: ClientKind = about("终端")


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerPasswordChange:
    """首次登录修改口令"""

    challenge_id: UUID = about("登录时给出的验证标识")
    new_password: str = about("新口令")


@dataclass(frozen=True, slots=True)
class Opened:
    """An open session with its tokens, or a challenge that stands before it."""

    actor: Actor | None = None
    user: User | None = None
    client: ClientKind = ClientKind.PC
    access_token: str = ""
    refresh_token: str = ""
    expires_at: datetime | None = None
    challenge: SignInChallenge | None = None


async def hash_password(password: str) -> str:
    """Hash a password with argon2id, off the event loop."""
    return await asyncio.to_thread(_hasher.hash, password)


async def login(actor: Actor, command: Login, ports: Ports) -> Opened:
    """Sign a member of staff in.

    Raises:
        SignInFailed: name or password wrong, or the person may not sign in.
        SignInClosed: too many failures; says until when.
    """
    async with unit_of_work(SYSTEM) as work:
        user = await User.filter(login_name=command.login_name).select_related("org").first()
        if user is not None and user.closed_until and user.closed_until > work.now:
            until = user.closed_until.astimezone(SHANGHAI)
            raise SignInClosed(until=f"{until:%H:%M:%S}")
    fits = await asyncio.to_thread(
        password_fits, user.password_hash if user else NOBODYS_HASH, command.password
    )
    if user is None or not fits or user.status != UserStatus.ACTIVE:
        await _note_failure(actor, user)
        raise SignInFailed
    async with unit_of_work(SYSTEM) as work:
        if user.failures:
            await (
                User.filter(id=user.id)
                .using_db(work.connection)
                .update(failures=0, closed_until=None)
            )
        if user.must_change_password:
            return Opened(challenge=await _challenge(work, user, command.client))
        return await open_session(work, actor, user, command.client, ports)


def password_fits(password_hash: str, password: str) -> bool:
    """Tell whether a password fits its hash; slow on purpose, so call it in a thread."""
    try:
        return _hasher.verify(password_hash, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


async def _note_failure(actor: Actor, user: User | None) -> None:
    if user is None:
        return
    async with unit_of_work(SYSTEM) as work:
        row = await work.lock(User, user.id)
        failures = row.failures + 1
        closed_until = lock_after_failure(failures, work.now)
        await row.revise(SYSTEM_ID, failures=failures, closed_until=closed_until)
        facts = {"failures": failures, "ip": actor.ip}
        audit.record(
            work, "User.signInFailed", "User", row.id, facts, legal_entity_id=row.legal_entity_id
        )


async def _challenge(work: Work, user: User, client: ClientKind) -> SignInChallenge:
    return await work.add(
        SignInChallenge,
        legal_entity_id=user.legal_entity_id,
        user=user,
        kind="PASSWORD_CHANGE",
        client=client,
        expires_at=work.now + CHALLENGE_LIFE,
    )


async def open_session(
    work: Work, actor: Actor, user: User, client: ClientKind, ports: Ports
) -> Opened:
    """Open a session for a person who has proved himself; the oldest beyond the limit ends."""
    await _end_surplus(work, user)
    refresh_token = secrets.token_urlsafe(32)
    session = await work.add(
        Session,
        legal_entity_id=user.legal_entity_id,
        user=user,
        client=client,
        refresh_hash=queries.token_hash(refresh_token),
        expires_at=work.now + REFRESH_LIFE,
        seen_at=work.now,
        ip=actor.ip,
        device=actor.device[:120],
    )
    facts = {"client": client.value, "ip": actor.ip}
    who = replace(
        await queries.actor_of_user(user, session.id, work.now), ip=actor.ip, device=actor.device
    )
    audit.record(work, "User.signIn", "User", user.id, facts, legal_entity_id=user.legal_entity_id)
    return Opened(
        actor=who,
        user=user,
        client=client,
        access_token=ports.tokens.issue(AUDIENCE, user.id, session.id, work.now, ACCESS_LIFE),
        refresh_token=refresh_token,
        expires_at=work.now + ACCESS_LIFE,
    )


async def _end_surplus(work: Work, user: User) -> None:
    openings = (
        await Session.filter(user_id=user.id, revoked_at=None, expires_at__gt=work.now)
        .using_db(work.connection)
        .order_by("-id")
        .offset(SESSIONS_MAX - 1)
        .limit(100)
        .values_list("id", flat=True)
    )
    if openings:
        await (
            Session.filter(id__in=list(openings))
            .using_db(work.connection)
            .update(revoked_at=work.now)
        )


async def change_password(actor: Actor, command: AnswerPasswordChange, ports: Ports) -> Opened:
    """Set the first password of one's own and open the session that waited for it.

    Raises:
        ChallengeInvalid: unknown, used or too old.
        ValidationFailed: the password is too weak.
    """
    new_hash = await hash_password(command.new_password[:200])
    async with unit_of_work(SYSTEM) as work:
        challenge = (
            await SignInChallenge.filter(id=command.challenge_id, used_at=None)
            .using_db(work.connection)
            .select_for_update()
            .first()
        )
        if challenge is None or challenge.expires_at <= utc_now():
            raise ChallengeInvalid
        user = await User.filter(id=challenge.user_id).select_related("org").get()
        check_password_strength(command.new_password, user.login_name)
        await challenge.revise(user.id, used_at=work.now)
        await user.revise(user.id, password_hash=new_hash, must_change_password=False)
        return await open_session(work, actor, user, ClientKind(challenge.client), ports)
