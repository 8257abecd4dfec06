"""Commands: what a verb is asked to do, described for whoever fills in the form."""

import dataclasses
from typing import Any


def about(description: str, default: Any = dataclasses.MISSING) -> Any:
    """Describe a field of a command; with a default it may be left out."""
    if default is dataclasses.MISSING:
        return dataclasses.field(metadata={"description": description})
    if isinstance(default, list | dict):
        return dataclasses.field(
            default_factory=type(default), metadata={"description": description}
        )
    return dataclasses.field(default=default, metadata={"description": description})
