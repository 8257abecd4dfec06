"""Keeping a session alive and ending it."""

import secrets
from dataclasses import dataclass

from backend.capabilities.audit import service as audit
from backend.capabilities.organization import queries
from backend.capabilities.organization.errors import SessionExpired
from backend.capabilities.organization.models import Session
from backend.capabilities.organization.rules import ACCESS_LIFE, IDLE_LIFE, ClientKind, UserStatus
from backend.capabilities.organization.service.sign_in import AUDIENCE, SYSTEM, Opened
from backend.kit.actor import Actor
from backend.kit.command import about
from backend.kit.work import Work, unit_of_work
from backend.ports import Ports


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshSession:
    """续期会话"""

    refresh_token: str | None = about("刷新令牌;浏览器由 Cookie 携带,可不填", None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Logout:
    """注销会话"""

    all_devices: bool = about("是否注销本人全部会话", default=False)


async def refresh_session(actor: Actor, command: RefreshSession, ports: Ports) -> Opened:
    """Exchange a refresh token for a new pair.

    A token that was used before means that somebody copied it: the session ends.

    Raises:
        SessionExpired: unknown, ended, idle for too long, or a copy.
    """
    used = queries.token_hash(command.refresh_token or "")
    opened: Opened | None = None
    async with unit_of_work(SYSTEM) as work:
        session = await _session_of(work, used)
        if session is not None and session.used_hash == used:
            await session.revise(session.user_id, revoked_at=work.now)
            audit.record(
                work,
                "Session.refreshReused",
                "Session",
                session.id,
                {"ip": actor.ip},
                legal_entity_id=session.legal_entity_id,
            )
        elif session is not None and _is_open(session, work):
            opened = await _renew(work, session, used, ports)
    if opened is None:
        raise SessionExpired
    return opened


async def _session_of(work: Work, used: str) -> Session | None:
    rows = Session.filter(revoked_at=None).using_db(work.connection).select_for_update()
    return await rows.filter(refresh_hash=used).first() or await rows.filter(used_hash=used).first()


def _is_open(session: Session, work: Work) -> bool:
    return session.expires_at > work.now and work.now - session.seen_at <= IDLE_LIFE


async def _renew(work: Work, session: Session, used: str, ports: Ports) -> Opened | None:
    await session.fetch_related("user", "user__org")
    user = session.user
    if user.status != UserStatus.ACTIVE:
        return None
    fresh = secrets.token_urlsafe(32)
    await session.revise(
        user.id, refresh_hash=queries.token_hash(fresh), used_hash=used, seen_at=work.now
    )
    return Opened(
        actor=await queries.actor_of_user(user, session.id, work.now),
        user=user,
        client=ClientKind(session.client),
        access_token=ports.tokens.issue(AUDIENCE, user.id, session.id, work.now, ACCESS_LIFE),
        refresh_token=fresh,
        expires_at=work.now + ACCESS_LIFE,
    )


async def logout(actor: Actor, command: Logout) -> None:
    """End this session, or all of this person's; at once and on every instance."""
    async with unit_of_work(actor) as work:
        sessions = Session.filter(user_id=actor.id, revoked_at=None)
        if not command.all_devices:
            sessions = sessions.filter(id=actor.session_id)
        await sessions.using_db(work.connection).update(revoked_at=work.now)
        audit.record(work, "User.signOut", "User", actor.id, {"all": command.all_devices})
