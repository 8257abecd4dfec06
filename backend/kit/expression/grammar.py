"""Read an expression the way ZEN does and derive its type, without running it."""

from dataclasses import dataclass, field
from enum import StrEnum

from backend.kit.expression.catalogue import Catalogue, Kind, ListOf, Record, Type
from backend.kit.expression.functions import CLOSURES, FUNCTIONS, Signature
from backend.kit.expression.tokens import Token, TokenKind, Unreadable, tokens

MAX_DEPTH = 32

_COMPARING = dict.fromkeys(("==", "!=", "<", "<=", ">", ">=", "in", "not"), 4)
_COUNTING = {"+": 5, "-": 5, "*": 6, "/": 6, "%": 6}
_BINDING = {"or": 2, "and": 3, **_COMPARING, **_COUNTING, "??": 7}
_UNARY = 8


class ProblemCode(StrEnum):
    SYNTAX = "SYNTAX"
    UNKNOWN_VARIABLE = "UNKNOWN_VARIABLE"
    TYPE_ERROR = "TYPE_ERROR"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with an expression, for people, and at which character."""

    code: ProblemCode
    message: str
    at: int


@dataclass(frozen=True, slots=True)
class Term:
    """The type of a part; ``variable`` when the part is nothing but a variable."""

    type: Type | None
    variable: str | None = None


@dataclass(slots=True)
class Reading:
    """What the reading of one expression found."""

    type: Type | None = None
    names: set[str] = field(default_factory=set)
    optional: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)


def read(text: str, catalogue: Catalogue) -> Reading:
    """Read an expression against the catalogue; problems are collected, never raised."""
    reading = Reading()
    try:
        parser = _Parser(tokens(text), catalogue, reading)
        reading.type = parser.whole().type
    except Unreadable as cause:
        reading.problems.append(Problem(ProblemCode.SYNTAX, cause.message, cause.at))
    return reading


def alike(left: Type | None, right: Type | None) -> bool:
    """Tell whether two types may meet; null meets everything."""
    if left is None or right is None or Kind.ANY in (left, right):
        return True
    if isinstance(left, ListOf) and isinstance(right, ListOf):
        return alike(left.item, right.item)
    numbers = (Kind.NUMBER, Kind.MONEY)
    return left == right or (left in numbers and right in numbers)


class _Parser:
    def __init__(self, words: list[Token], catalogue: Catalogue, reading: Reading) -> None:
        self.words = words
        self.at = 0
        self.depth = 0
        self.catalogue = catalogue
        self.reading = reading
        self.item: Type | None = None
        self.in_closure = False

    @property
    def word(self) -> Token:
        return self.words[self.at]

    def take(self, sign: str) -> bool:
        if self.word.kind is TokenKind.SIGN and self.word.text == sign:
            self.at += 1
            return True
        return False

    def expect(self, sign: str) -> None:
        if not self.take(sign):
            raise Unreadable(f"此处应为“{sign}”", self.word.at)

    def wrong(self, code: ProblemCode, message: str, at: int) -> None:
        self.reading.problems.append(Problem(code, message, at))

    def need(self, term: Term, wanted: Type, at: int, what: str) -> None:
        if not alike(term.type, wanted):
            self.wrong(ProblemCode.TYPE_ERROR, f"{what}需要{type_zh(wanted)}", at)

    def whole(self) -> Term:
        term = self.ternary()
        if self.word.kind is not TokenKind.END:
            raise Unreadable(f"多余的内容“{self.word.text}”", self.word.at)
        return term

    def ternary(self) -> Term:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise Unreadable(f"嵌套不能超过 {MAX_DEPTH} 层", self.word.at)
        at = self.word.at
        term = self.binary(0)
        if self.take("?"):
            self.need(term, Kind.BOOLEAN, at, "“?”前的条件")
            yes = self.ternary()
            self.expect(":")
            no = self.ternary()
            if not alike(yes.type, no.type):
                self.wrong(ProblemCode.TYPE_ERROR, "“?:”两边的类型不同", at)
            term = Term(yes.type if yes.type is not None else no.type)
        self.depth -= 1
        return term

    def binary(self, floor: int) -> Term:
        left = self.unary()
        while self.word.kind is TokenKind.SIGN:
            sign, at = self.word.text, self.word.at
            binding = _BINDING.get(sign, 0)
            if not binding or binding <= floor:
                break
            self.at += 1
            if sign == "not":
                self.expect("in")
                sign = "in"
            left = self.combine(left, sign, self.binary(binding), at)
        return left

    def combine(self, left: Term, sign: str, right: Term, at: int) -> Term:
        if sign in ("and", "or"):
            self.need(left, Kind.BOOLEAN, at, f"“{sign}”两边")
            self.need(right, Kind.BOOLEAN, at, f"“{sign}”两边")
            return Term(Kind.BOOLEAN)
        if sign == "in":
            self.need(right, ListOf(left.type or Kind.ANY), at, "“in”右边")
            return Term(Kind.BOOLEAN)
        if sign in ("==", "!="):
            self.note_null_test(left, right)
            # ZEN calls two equal lists different, without a word.
            lists = any(isinstance(side.type, ListOf | Record) for side in (left, right))
            if lists or not alike(left.type, right.type):
                self.wrong(ProblemCode.TYPE_ERROR, f"“{sign}”两边的类型不能比较", at)
            return Term(Kind.BOOLEAN)
        if sign == "??":
            self.reading.optional |= {left.variable} - {None}  # type: ignore[arg-type] # None is out
            if not alike(left.type, right.type):
                self.wrong(ProblemCode.TYPE_ERROR, "“??”两边的类型不同", at)
            return Term(left.type if left.type is not None else right.type)
        return self.calculate(left, sign, right, at)

    def calculate(self, left: Term, sign: str, right: Term, at: int) -> Term:
        texts = sign == "+" and Kind.TEXT in (left.type, right.type)
        wanted = Kind.TEXT if texts else Kind.NUMBER
        for side in (left, right):
            # Null would only fail later, when a case is already waiting.
            if side.type is None or not alike(side.type, wanted):
                self.wrong(ProblemCode.TYPE_ERROR, f"“{sign}”两边需要{type_zh(wanted)}", at)
                break
        return Term(Kind.BOOLEAN if sign in ("<", "<=", ">", ">=") else wanted)

    def note_null_test(self, left: Term, right: Term) -> None:
        for side, other in ((left, right), (right, left)):
            if side.variable and other.type is None:
                self.reading.optional.add(side.variable)

    def unary(self) -> Term:
        at = self.word.at
        if self.take("not"):
            self.need(self.deeper(), Kind.BOOLEAN, at, "“not”后")
            return Term(Kind.BOOLEAN)
        if self.take("-"):
            self.need(self.deeper(), Kind.NUMBER, at, "“-”后")
            return Term(Kind.NUMBER)
        return self.primary()

    def deeper(self) -> Term:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise Unreadable(f"嵌套不能超过 {MAX_DEPTH} 层", self.word.at)
        term = self.unary()
        self.depth -= 1
        return term

    def primary(self) -> Term:
        word = self.word
        if word.kind is TokenKind.NUMBER:
            self.at += 1
            return Term(Kind.NUMBER)
        if word.kind is TokenKind.TEXT:
            self.at += 1
            return Term(Kind.TEXT)
        if word.kind is TokenKind.NAME:
            return self.named()
        if self.take("("):
            term = self.ternary()
            self.expect(")")
            return Term(term.type)
        if self.take("["):
            return self.listed(word.at)
        if self.in_closure and self.take("#"):
            return Term(self.members(self.item, self.path(), word.at))
        raise Unreadable(f"此处不能是“{word.text}”" if word.text else "表达式不完整", word.at)

    def listed(self, at: int) -> Term:
        item: Type | None = None
        while not self.take("]"):
            one = self.ternary()
            if not alike(item, one.type):
                self.wrong(ProblemCode.TYPE_ERROR, "列表各项的类型不同", at)
            item = one.type if item is None else item
            if not self.take(","):
                self.expect("]")
                break
        return Term(ListOf(item if item is not None else Kind.ANY))

    def path(self) -> list[str]:
        parts: list[str] = []
        while self.take("."):
            if self.word.kind is not TokenKind.NAME:
                raise Unreadable("“.”后应为名称", self.word.at)
            parts.append(self.word.text)
            self.at += 1
        return parts

    def named(self) -> Term:
        word = self.word
        self.at += 1
        if word.text in ("true", "false"):
            return Term(Kind.BOOLEAN)
        if word.text == "null":
            return Term(None)
        if self.take("("):
            return Term(self.call(word))
        parts = [word.text, *self.path()]
        name = self.catalogue.longest(parts)
        if name is None:
            message = f"未声明的变量“{'.'.join(parts)}”"
            self.wrong(ProblemCode.UNKNOWN_VARIABLE, message, word.at)
            return Term(Kind.ANY)
        self.reading.names.add(name)
        rest = parts[name.count(".") + 1 :]
        found = self.members(self.catalogue.variables[name], rest, word.at)
        return Term(found, None if rest else name)

    def members(self, found: Type | None, parts: list[str], at: int) -> Type | None:
        for part in parts:
            if not isinstance(found, Record) or part not in found.fields:
                self.wrong(ProblemCode.UNKNOWN_VARIABLE, f"没有名为“{part}”的字段", at)
                return Kind.ANY
            found = found.fields[part]
        return found

    def call(self, word: Token) -> Type | None:
        if word.text in CLOSURES:
            return self.closure(word)
        terms: list[Term] = []
        while not self.take(")"):
            terms.append(self.ternary())
            if not self.take(","):
                self.expect(")")
                break
        given = [term.type for term in terms]
        for signature in FUNCTIONS.get(word.text, ()):
            if self.fits(given, signature):
                return signature.result
        known = word.text in FUNCTIONS
        message = f"函数 {word.text} 的参数不正确" if known else f"不允许的函数“{word.text}”"
        self.wrong(ProblemCode.TYPE_ERROR, message, word.at)
        return Kind.ANY

    def fits(self, given: list[Type | None], signature: Signature) -> bool:
        wanted = signature.takes
        return len(given) == len(wanted) and all(map(alike, given, wanted))

    def closure(self, word: Token) -> Type:
        # Closures do not nest: one walk over a list is linear, two are not.
        if self.in_closure:
            raise Unreadable(f"函数 {word.text} 不能嵌套使用", word.at)
        source = self.ternary().type
        self.expect(",")
        if not alike(source, ListOf(Kind.ANY)):
            self.wrong(ProblemCode.TYPE_ERROR, f"函数 {word.text} 的第一个参数应为列表", word.at)
        item = source.item if isinstance(source, ListOf) else Kind.ANY
        self.item = item
        self.in_closure = True
        body = self.ternary()
        self.in_closure = False
        self.expect(")")
        if word.text == "map":
            return ListOf(body.type if body.type is not None else Kind.ANY)
        self.need(body, Kind.BOOLEAN, word.at, f"函数 {word.text} 的条件")
        return CLOSURES[word.text] or ListOf(item)


def type_zh(wanted: Type) -> str:
    """Name a type in Chinese for the administrator."""
    if isinstance(wanted, ListOf):
        return "列表" if wanted.item is Kind.ANY else f"{type_zh(wanted.item)}列表"
    if isinstance(wanted, Record):
        return "结构"
    names = {Kind.BOOLEAN: "是/否", Kind.NUMBER: "数值", Kind.MONEY: "金额", Kind.TEXT: "文本"}
    return names.get(wanted, "任意值")
