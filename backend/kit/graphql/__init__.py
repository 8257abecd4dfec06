"""The door's tool box: declared reads, declared commands, errors as data, keyset pages."""

from backend.kit.graphql.context import Context, Info
from backend.kit.graphql.door import PUBLIC, SIGNED_IN, Door
from backend.kit.graphql.entity import Node, batched, column, derived, entity, many, one
from backend.kit.graphql.errors import Payload, UserError, speaks_as
from backend.kit.graphql.pages import Connection, Filter, where

__all__ = [
    "PUBLIC",
    "SIGNED_IN",
    "Connection",
    "Context",
    "Door",
    "Filter",
    "Info",
    "Node",
    "Payload",
    "UserError",
    "batched",
    "column",
    "derived",
    "entity",
    "many",
    "one",
    "speaks_as",
    "where",
]
