"""Editing strategies: a draft, the gate, and publication by a second person."""

import hashlib
import json
from dataclasses import dataclass
from uuid import UUID

from backend.capabilities.audit import service as audit
from backend.capabilities.decision.errors import StrategyUnreadable
from backend.capabilities.decision.models import DecisionModel, DecisionVersion
from backend.capabilities.decision.rules import (
    STRATEGY_MACHINE,
    StrategyState,
    read_strategy,
    refuse_unpublishable,
)
from backend.capabilities.organization.rules import check_not_maker
from backend.kit.actor import Actor
from backend.kit.command import about
from backend.kit.json import Json
from backend.kit.scope import rows_within
from backend.kit.work import Work, unit_of_work

CONTENT_MAX = 500_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveDecisionDraft:
    """保存决策策略草稿;本行没有该策略时以省联社的为底新建"""

    content: Json = about("策略文件:key、name、graph、base、cases")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeDecisionVersion:
    """提交、退回或发布一个策略版本"""

    version_id: UUID = about("策略版本")
    expected_version: int = about("期望的记录版本")


async def save_decision_draft(actor: Actor, command: SaveDecisionDraft) -> DecisionVersion:
    """Keep a draft of the next version; what is published stays in force.

    Raises:
        StrategyUnreadable: not a strategy, or far too large.
    """
    text = json.dumps(command.content, ensure_ascii=False, sort_keys=True)
    if len(text) > CONTENT_MAX:
        raise StrategyUnreadable("文件过大")
    strategy = read_strategy(text)
    async with unit_of_work(actor) as work:
        model = await _own_model(work, strategy.key, strategy.name)
        newest = await DecisionVersion.filter(model_id=model.id).order_by("-number").first()
        values = {"content": text, "sha256": _sha256(text), "author_id": actor.id}
        if newest is not None and newest.status == StrategyState.DRAFT:
            await newest.revise(actor.id, **values)
            draft = newest
        else:
            number = newest.number + 1 if newest else 1
            draft = await work.add(DecisionVersion, model_id=model.id, number=number, **values)
        work.answers_with(draft.id)
    return draft


async def _own_model(work: Work, key: str, name: str) -> DecisionModel:
    own = {"legal_entity_id": work.actor.legal_entity_id, "key": key}
    model = await DecisionModel.filter(**own).using_db(work.connection).first()
    return model or await work.add(DecisionModel, key=key, name=name)


async def submit_decision_version(actor: Actor, command: ChangeDecisionVersion) -> DecisionVersion:
    """Hand a draft to a second person.

    Raises:
        StrategyNotPublishable: the gate's findings, all of them.
    """
    async with unit_of_work(actor) as work:
        version = await _locked(work, command, "decision:draft")
        STRATEGY_MACHINE.next(version.status, "submit")
        refuse_unpublishable(read_strategy(version.content))
        await audit.move(work, version, STRATEGY_MACHINE, "submit", author_id=actor.id)
        work.answers_with(version.id)
    return version


async def return_decision_version(actor: Actor, command: ChangeDecisionVersion) -> DecisionVersion:
    """Give a submitted version back to its author."""
    async with unit_of_work(actor) as work:
        version = await _locked(work, command, "decision:publish")
        await audit.move(work, version, STRATEGY_MACHINE, "return")
        work.answers_with(version.id)
    return version


async def publish_decision_version(actor: Actor, command: ChangeDecisionVersion) -> DecisionVersion:
    """Put a version into force; cases decided before keep theirs.

    Raises:
        MakerChecker: the actor is its author.
        StrategyNotPublishable: the gate finds something after all.
    """
    async with unit_of_work(actor) as work:
        version = await _locked(work, command, "decision:publish")
        check_not_maker(actor.id, [version.author_id], "发布决策策略")
        STRATEGY_MACHINE.next(version.status, "publish")
        refuse_unpublishable(read_strategy(version.content))
        current = DecisionVersion.filter(model_id=version.model_id, status=StrategyState.PUBLISHED)
        for old in await current.using_db(work.connection).select_for_update():
            await audit.move(work, old, STRATEGY_MACHINE, "supersede")
        await audit.move(
            work,
            version,
            STRATEGY_MACHINE,
            "publish",
            publisher_id=actor.id,
            published_at=work.now,
        )
        work.answers_with(version.id)
    return version


async def _locked(work: Work, command: ChangeDecisionVersion, permission: str) -> DecisionVersion:
    return await work.lock(
        DecisionVersion,
        command.version_id,
        within=rows_within(DecisionVersion, work.actor, permission),
        expected_version=command.expected_version,
    )


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
