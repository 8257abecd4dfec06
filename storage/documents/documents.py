"""The door: documents made in worker processes, asynchronously."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from storage.documents.fill import fill
from storage.documents.fonts import font_files
from storage.documents.html import to_html
from storage.documents.render import Rendered, render
from storage.documents.template import read_template
from storage.workers import Workers


class Documents:
    """Make documents with one set of fonts, in the given workers."""

    def __init__(self, workers: Workers, fonts: Path) -> None:
        """Keep the workers and the directory that holds the pinned fonts."""
        self._workers = workers
        self._fonts = fonts

    @property
    def font(self) -> Path:
        """A face that has every character we print, for watermarks."""
        return font_files(self._fonts)[0]

    async def render(
        self,
        template: Mapping[str, Any],
        values: Mapping[str, Any],
        *,
        issuer: str,
        at: dt.datetime,
    ) -> Rendered:
        """Render a template with values to PDF/A-2a.

        Raises:
            DocumentFailure: see `storage.documents.render.render`.
            WorkerTimeout: it took too long.
        """
        return await self._workers.run(render, template, values, issuer, self._fonts, at)

    def html(self, template: Mapping[str, Any], values: Mapping[str, Any]) -> str:
        """Show the same document as an escaped HTML fragment.

        Raises:
            TemplateDefect: the template is wrong.
            VariablesMismatch: values are missing or unused.
        """
        return to_html(fill(read_template(template), values))
