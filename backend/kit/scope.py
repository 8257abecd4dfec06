"""Which rows an actor may see: one predicate for lists, single rows and nested fields."""

from typing import Any

from tortoise.expressions import Q
from tortoise.models import Model

from backend.kit.actor import Actor, ActorKind, Reach, Scope

NO_ROWS = Q(pk__isnull=True)


def rows_within(model: type[Model], actor: Actor, permission: str) -> Q:
    """Join the reaches of all grants that carry the permission."""
    if actor.kind is ActorKind.SYSTEM:
        return Q()
    reaches = actor.powers.get(permission, ())
    if not reaches:
        return NO_ROWS
    return Q(*(_rows_of(model, actor, reach) for reach in reaches), join_type=Q.OR)


def _rows_of(model: type[Model], actor: Actor, reach: Reach) -> Q:
    columns = model._meta.fields_map  # noqa: SLF001  # Tortoise's documented way to its columns
    if reach.scope is Scope.UNION or "legal_entity_id" not in columns:
        return Q(pk__isnull=False)
    own_entity = Q(legal_entity_id=reach.legal_entity_id)
    if reach.scope is Scope.LEGAL_ENTITY or "owner_id" not in columns:
        return own_entity
    if reach.scope is Scope.BRANCH:
        return own_entity & Q(org_path__startswith=reach.org_path)
    return own_entity & _mine(model, actor)


def _mine(model: type[Model], actor: Actor) -> Q:
    also: tuple[str, ...] = getattr(model, "also_owned_by", ())
    mine: list[Q] = []
    for column in ("owner_id", *also):
        condition: dict[str, Any] = {column: actor.id}
        mine.append(Q(**condition))
    return Q(*mine, join_type=Q.OR)
