"""How making a document fails. Each failure speaks Chinese and travels between processes."""


class DocumentFailure(Exception):
    """A document could not be made; nothing was written."""


class TemplateDefect(DocumentFailure):
    """The template itself is wrong; all its defects are named."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__(problems)
        self.problems = problems

    def __str__(self) -> str:
        return "模板有误:" + ";".join(self.problems)


class VariablesMismatch(DocumentFailure):
    """The values do not fit the template's variables; all paths are named."""

    def __init__(self, missing: tuple[str, ...], unused: tuple[str, ...]) -> None:
        super().__init__(missing, unused)
        self.missing = missing
        self.unused = unused

    def __str__(self) -> str:
        parts = []
        if self.missing:
            parts.append("缺少变量 " + "、".join(self.missing))
        if self.unused:
            parts.append("多余变量 " + "、".join(self.unused))
        return ";".join(parts)


class MissingGlyphs(DocumentFailure):
    """The fonts cannot print some characters; a blank box would change a name."""

    def __init__(self, chars: str, path: str) -> None:
        super().__init__(chars, path)
        self.chars = chars
        self.path = path

    def __str__(self) -> str:
        return f"字库缺少字符“{self.chars}”({self.path})"


class FontsMissing(DocumentFailure):
    """The font directory lacks some of the pinned files."""

    def __init__(self, directory: str, names: tuple[str, ...]) -> None:
        super().__init__(directory, names)
        self.directory = directory
        self.names = names

    def __str__(self) -> str:
        return f"字体目录 {self.directory} 缺少 " + "、".join(self.names)


class LayoutFailed(DocumentFailure):
    """Typst refused the layout or warned about it."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return f"排版失败:{self.message}"
