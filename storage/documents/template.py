"""A document template: structured clauses as data, read and checked once.

People who keep templates edit JSON (title, articles, paragraphs, lists, tables,
signature boxes); its shape is ``template.schema.json``. Only the layouts are code.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from storage.documents.failures import TemplateDefect
from storage.documents.loose_ends import refuse_loose_ends
from storage.documents.variables import Variable, read_variables

_SCHEMA = json.loads(Path(__file__).with_name("template.schema.json").read_text("utf-8"))
_VALIDATOR = Draft202012Validator(_SCHEMA)


@dataclass(frozen=True, slots=True)
class Template:
    """A checked template; ``sha256`` names its exact wording."""

    code: str
    title: str
    number_label: str
    number: str
    notice: str
    variables: Mapping[str, Variable]
    body: list[dict[str, Any]]
    sha256: str


def read_template(source: Mapping[str, Any]) -> Template:
    """Read a template and refuse one that could not be filled.

    Raises:
        TemplateDefect: wrong shape, undeclared or unused variables, bad markup; all named.
    """
    return _read(json.dumps(source, ensure_ascii=False, sort_keys=True))


@lru_cache(maxsize=64)
def _read(text: str) -> Template:
    source = json.loads(text)
    problems = [
        f"{'.'.join(map(str, error.absolute_path)) or '模板'}:{error.message[:120]}"
        for error in _VALIDATOR.iter_errors(source)
    ]
    if problems:
        raise TemplateDefect(tuple(problems))
    template = Template(
        code=source["code"],
        title=source["title"],
        number_label=source.get("number_label", "编号"),
        number=source.get("number", ""),
        notice=source.get("notice", ""),
        variables=read_variables(source["variables"]),
        body=source["body"],
        sha256=hashlib.sha256(text.encode()).hexdigest(),
    )
    refuse_loose_ends(source, template.variables)
    return template
