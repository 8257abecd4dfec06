"""Documents of clients: parsed, limited and validated once, then remembered by their hash."""

import hashlib
import json
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

from graphql import DocumentNode, GraphQLError, GraphQLSchema, parse, validate

from backend.api.limits import TOKENS_MAX, TooExpensive, check_document

REMEMBERED_MAX = 2000
REMEMBERED_BYTES_MAX = 20_000


class DocumentRefused(Exception):
    """The document cannot run; says why, as GraphQL errors with a code."""

    def __init__(self, code: str, errors: list[GraphQLError]) -> None:
        super().__init__(code)
        self.code = code
        self.errors = errors


class DocumentUnknown(Exception):
    """An id that is in no manifest, or free text where only manifests are accepted."""


@dataclass(frozen=True, slots=True)
class Document:
    """A document that may run."""

    node: DocumentNode
    text: str


class Documents:
    """The documents that this process has seen, newest last; trusted ones stay."""

    def __init__(self, schema: GraphQLSchema, manifests: Path, *, trusted_only: bool) -> None:
        """Read the clients' manifests: id (sha256 of the text) to text."""
        self.schema = schema
        self.trusted_only = trusted_only
        self.trusted = _read_manifests(manifests)
        self.remembered: OrderedDict[str, Document] = OrderedDict()

    def by_id(self, document_id: str) -> Document:
        """Find a trusted document.

        Raises:
            DocumentUnknown: no manifest has it.
        """
        if document_id not in self.trusted:
            raise DocumentUnknown
        return self._get(document_id, self.trusted[document_id])

    def by_text(self, text: str, *, free: bool) -> Document:
        """Take free text, which only integrators and developers may send.

        Raises:
            DocumentUnknown: the text is in no manifest and free text is not accepted.
            DocumentRefused: the text cannot run.
        """
        key = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        if self.trusted_only and not free and key not in self.trusted:
            raise DocumentUnknown
        return self._get(key, text)

    def _get(self, key: str, text: str) -> Document:
        if key in self.remembered:
            self.remembered.move_to_end(key)
            return self.remembered[key]
        document = Document(self._check(text), text)
        if len(text) <= REMEMBERED_BYTES_MAX:
            self.remembered[key] = document
            if len(self.remembered) > REMEMBERED_MAX:
                self.remembered.popitem(last=False)
        return document

    def _check(self, text: str) -> DocumentNode:
        try:
            node = parse(text, max_lexical_tokens=TOKENS_MAX)
        except GraphQLError as error:
            raise DocumentRefused("GRAPHQL_PARSE_FAILED", [error]) from error
        except RecursionError as error:
            raise DocumentRefused("QUERY_TOO_COMPLEX", [GraphQLError("嵌套过深")]) from error
        try:
            check_document(node)
        except TooExpensive as error:
            problem = GraphQLError(f"查询过于复杂:{error}")
            raise DocumentRefused("QUERY_TOO_COMPLEX", [problem]) from error
        if errors := validate(self.schema, node, max_errors=20):
            raise DocumentRefused("GRAPHQL_VALIDATION_FAILED", errors)
        return node


def _read_manifests(folder: Path) -> dict[str, str]:
    known: dict[str, str] = {}
    for path in sorted(folder.glob("*.json")):
        known |= json.loads(path.read_text(encoding="utf-8"))
    return known
