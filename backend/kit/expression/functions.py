"""The functions that an expression may call: pure, and linear in what they are given.

ZEN has more; random numbers, the clock, powers and patterns stay outside.
"""

from dataclasses import dataclass

from backend.kit.expression.catalogue import Kind, ListOf, Type


@dataclass(frozen=True, slots=True)
class Signature:
    takes: tuple[Type, ...]
    result: Type


_NUMBERS = ListOf(Kind.NUMBER)
_number = Signature((Kind.NUMBER,), Kind.NUMBER)
_fold = Signature((_NUMBERS,), Kind.NUMBER)
_rewrite = Signature((Kind.TEXT,), Kind.TEXT)
_compare_texts = Signature((Kind.TEXT, Kind.TEXT), Kind.BOOLEAN)

FUNCTIONS: dict[str, tuple[Signature, ...]] = {
    "abs": (_number,),
    "floor": (_number,),
    "ceil": (_number,),
    "round": (_number, Signature((Kind.NUMBER, Kind.NUMBER), Kind.NUMBER)),
    "min": (_fold,),
    "max": (_fold,),
    "sum": (_fold,),
    "avg": (_fold,),
    "len": (
        Signature((Kind.TEXT,), Kind.NUMBER),
        Signature((ListOf(Kind.ANY),), Kind.NUMBER),
    ),
    "contains": (_compare_texts, Signature((ListOf(Kind.ANY), Kind.ANY), Kind.BOOLEAN)),
    "startsWith": (_compare_texts,),
    "endsWith": (_compare_texts,),
    "upper": (_rewrite,),
    "lower": (_rewrite,),
    "trim": (_rewrite,),
    "string": (Signature((Kind.ANY,), Kind.TEXT),),
    "number": (Signature((Kind.TEXT,), Kind.NUMBER), _number),
}

# What a walk over a list gives; None is a list of the same items.
CLOSURES: dict[str, Type | None] = {
    "some": Kind.BOOLEAN,
    "all": Kind.BOOLEAN,
    "none": Kind.BOOLEAN,
    "one": Kind.BOOLEAN,
    "count": Kind.NUMBER,
    "filter": None,
    "map": None,
}
