"""Hold what was filled in against a form: all errors at once, and how much is still missing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from backend.capabilities.product.rules.composition import Form, reaches, strict_schema, when
from backend.capabilities.product.rules.field_types import FIELD_TYPES, FORMATS
from backend.capabilities.product.rules.words import Level
from backend.kit.refusal import ValidationFailed

MAX_DEPTH = 12
MAX_VALUES = 20_000
MAX_CHARS = 200_000
MAX_PROBLEMS = 200
WHOLE_PCT = 100

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Completeness:
    """How many of the fields that must be filled are filled, and which are missing."""

    filled: int
    required: int
    missing: tuple[Path, ...]

    @property
    def percent(self) -> int:
        """Round down, so that 100 means nothing is missing."""
        return self.filled * WHOLE_PCT // self.required if self.required else WHOLE_PCT


def validate_form(form: Form, data: object, level: Level) -> list[ValidationFailed]:
    """List everything that is wrong with a form's data at a level, each with its path.

    Parts not begun yet are looked into as if they were empty, so that a missing
    section is named field by field.
    """
    unfit = list(_unfit(data))
    if unfit or not isinstance(data, Mapping):
        return unfit or [ValidationFailed("应为对象")]
    schema = strict_schema(form, level)
    whole = {**{code: {} for code in schema["required"]}, **data}
    validator = Draft202012Validator(schema, format_checker=FORMATS)
    errors = sorted(validator.iter_errors(whole), key=lambda error: list(map(str, error.path)))
    problems = [problem for error in errors for problem in _said(error, form)]
    distinct = {(problem.path, problem.message): problem for problem in problems}
    return list(distinct.values())[:MAX_PROBLEMS]


def completeness(form: Form, data: Mapping[str, Any], level: Level = Level.FULL) -> Completeness:
    """Measure how complete a form is at a level; fields that do not apply do not count."""
    found = [
        one
        for part in form.parts
        for one in _required(part.schema, data.get(part.code, {}), level, (part.code,))
    ]
    missing = tuple(path for path, present in found if not present)
    return Completeness(len(found) - len(missing), len(found), missing)


def _required(
    schema: Mapping[str, Any], data: Any, level: Level, path: Path
) -> Iterator[tuple[Path, bool]]:
    values = data if isinstance(data, Mapping) else {}
    for name, field in schema.get("properties", {}).items():
        if not all(values.get(sibling) in allowed for sibling, allowed in when(field).items()):
            continue
        here, value = (*path, name), values.get(name)
        if reaches(field, level):
            yield here, value not in (None, "", [], {})
        if isinstance(value, list):
            for at, item in enumerate(value):
                yield from _required(field.get("items", {}), item, level, (*here, str(at)))
        elif isinstance(value, Mapping):
            yield from _required(field, value, level, here)


def _unfit(data: object) -> Iterator[ValidationFailed]:
    """Look for what no form may carry, before any schema meets it."""
    waiting: list[tuple[Path, object]] = [((), data)]
    values = chars = 0
    while waiting:
        path, value = waiting.pop()
        values += 1
        chars += len(value) if isinstance(value, str) else 0
        if values > MAX_VALUES or chars > MAX_CHARS or len(path) > MAX_DEPTH:
            yield ValidationFailed("内容过多,请删减", *path[:MAX_DEPTH])
            return
        if isinstance(value, str) and _is_unwritable(value):
            yield ValidationFailed("含有不可用的字符", *path)
        elif isinstance(value, float):
            yield ValidationFailed("小数应写成文本", *path)
        elif isinstance(value, Mapping):
            waiting += [((*path, key), inner) for key, inner in value.items()]
            waiting += [((*path, key), key) for key in value if _is_unwritable(key)]
        elif isinstance(value, list):
            waiting += [((*path, str(at)), inner) for at, inner in enumerate(value)]


def _is_unwritable(text: str) -> bool:
    # PostgreSQL stores neither NUL nor half of a surrogate pair.
    return "\0" in text or any("\ud800" <= char <= "\udfff" for char in text)


def _said(error: ValidationError, form: Form) -> Iterator[ValidationFailed]:
    path = tuple(map(str, error.absolute_path))
    keyword, instance, wanted = (
        str(error.validator),
        _any(error.instance),
        _any(error.validator_value),
    )
    if keyword == "required":
        for name in wanted:
            if name not in instance:
                title = _field(form, (*path, name)).get("title", name)
                yield ValidationFailed(f"请填写“{title}”", *path, name)
    elif keyword == "additionalProperties":
        for name in instance:
            if name not in _any(error.schema).get("properties", {}):
                yield ValidationFailed("未知字段", *path, name)
    else:
        yield ValidationFailed(_message(keyword, wanted, _field(form, path)), *path)


def _any(value: object) -> Any:
    # The library declares these as possibly unset, which an error from a validator never is.
    return value


def _message(keyword: str, wanted: object, field: Mapping[str, Any]) -> str:
    if "x-problem" in field:
        return str(field["x-problem"])
    if keyword in _MESSAGES and (keyword in field or keyword == "not"):
        return _MESSAGES[keyword].format(wanted)
    named = FIELD_TYPES.get(str(field.get("$ref", "")).removeprefix("#/$defs/"), {})
    return str(named.get("x-problem", "格式不正确"))


_MESSAGES = {
    "not": "此项不适用,请删除",
    "enum": "请从列表中选择",
    "minItems": "至少填写 {} 项",
    "maxItems": "最多填写 {} 项",
    "minimum": "不能小于 {}",
    "maximum": "不能大于 {}",
}


def _field(form: Form, path: Path) -> Mapping[str, Any]:
    """Find the field that a path of data leads to; nothing for what the form does not know."""
    node: Mapping[str, Any] = form.schema
    for step in path:
        is_item = step.isdigit() and "items" in node
        node = node["items"] if is_item else node.get("properties", {}).get(step, {})
    return node
