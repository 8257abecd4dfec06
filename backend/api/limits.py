"""What a document may cost, decided in one linear pass before anything runs.

Fragments are counted once and their counts reused, so that a chain in which
each fragment spreads the next twice costs no more to refuse than to read.
"""

from dataclasses import dataclass

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

BODY_BYTES_MAX = 256 * 1024
TOKENS_MAX = 4000
DEFINITIONS_MAX = 40
DEPTH_MAX = 14
FIELDS_MAX = 1500
ALIASES_MAX = 60
ROOT_FIELDS_MAX = 20
DIRECTIVES_MAX = 50


class TooExpensive(Exception):
    """The document is refused; the message says which limit."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a selection expands to."""

    fields: int = 0
    depth: int = 0
    aliases: int = 0
    directives: int = 0

    def __add__(self, other: "Cost") -> "Cost":
        """Put two selections side by side."""
        return Cost(
            self.fields + other.fields,
            max(self.depth, other.depth),
            self.aliases + other.aliases,
            self.directives + other.directives,
        )


class _Counter:
    def __init__(self, fragments: dict[str, FragmentDefinitionNode]) -> None:
        self.fragments = fragments
        self.known: dict[str, Cost] = {}
        self.entered: set[str] = set()

    def selection(self, selection: SelectionSetNode | None, level: int = 0) -> Cost:
        total = Cost()
        if selection is None:
            return total
        # Nesting is limited while descending: the recursion must not outgrow the stack.
        if level > 2 * DEPTH_MAX:
            raise TooExpensive(f"嵌套超过 {DEPTH_MAX} 层")
        for node in selection.selections:
            total += self._one(node, level)
            _check(total)
        return total

    def _one(self, node: object, level: int) -> Cost:
        if isinstance(node, FieldNode):
            inner = self.selection(node.selection_set, level + 1)
            own = Cost(1, inner.depth + 1, int(node.alias is not None), len(node.directives or ()))
            return Cost(
                own.fields + inner.fields,
                own.depth,
                own.aliases + inner.aliases,
                own.directives + inner.directives,
            )
        if isinstance(node, InlineFragmentNode):
            return self.selection(node.selection_set, level + 1)
        if isinstance(node, FragmentSpreadNode):
            return self._fragment(node.name.value, level)
        return Cost()

    def _fragment(self, name: str, level: int) -> Cost:
        if name in self.known:
            return self.known[name]
        if name in self.entered or name not in self.fragments:
            return Cost()
        self.entered.add(name)
        cost = self.selection(self.fragments[name].selection_set, level + 1)
        self.known[name] = cost
        return cost


def _check(cost: Cost) -> None:
    for value, limit, name in (
        (cost.fields, FIELDS_MAX, "字段数"),
        (cost.depth, DEPTH_MAX, "嵌套层数"),
        (cost.aliases, ALIASES_MAX, "别名数"),
        (cost.directives, DIRECTIVES_MAX, "指令数"),
    ):
        if value > limit:
            raise TooExpensive(f"{name}超过 {limit}")


def check_document(document: DocumentNode) -> None:
    """Refuse a document that is too large when its fragments are expanded.

    Raises:
        TooExpensive: naming the limit.
    """
    if len(document.definitions) > DEFINITIONS_MAX:
        raise TooExpensive(f"定义数超过 {DEFINITIONS_MAX}")
    fragments = {
        node.name.value: node
        for node in document.definitions
        if isinstance(node, FragmentDefinitionNode)
    }
    counter = _Counter(fragments)
    for node in document.definitions:
        if isinstance(node, OperationDefinitionNode):
            if len(node.selection_set.selections) > ROOT_FIELDS_MAX:
                raise TooExpensive(f"根字段数超过 {ROOT_FIELDS_MAX}")
            counter.selection(node.selection_set)
        elif isinstance(node, FragmentDefinitionNode):
            counter.selection(node.selection_set)
