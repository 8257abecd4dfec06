"""Commands: what a verb is asked to do, described for whoever fills in the form."""

import dataclasses
from typing import Any


def about(
    description: str, default: Any = dataclasses.MISSING, *, text_max: int | None = None
) -> Any:
    """Describe a field of a command; with a default it may be left out.

    ``text_max`` admits a text longer than the usual bound, in characters.
    """
    metadata = {"description": description, "text_max": text_max}
    if default is dataclasses.MISSING:
        return dataclasses.field(metadata=metadata)
    if isinstance(default, list | dict):
        return dataclasses.field(default_factory=type(default), metadata=metadata)
    return dataclasses.field(default=default, metadata=metadata)
