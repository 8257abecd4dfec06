"""The original report as it may leave the server: with the viewer's name across it (INV-12)."""

import html
import re
from datetime import datetime

LINES = 12
_BODY_END = re.compile(r"</body\s*>|</html\s*>", re.IGNORECASE)
_ACTIVE = re.compile(r"<(script|iframe|object|embed)\b.*?(</\1\s*>|/?>)", re.IGNORECASE | re.DOTALL)
_STYLE = (
    "position:fixed;inset:0;pointer-events:none;overflow:hidden;opacity:.18;"
    "font-size:22px;line-height:4em;transform:rotate(-18deg) scale(1.3);color:#b00"
)


def with_watermark(page: str, viewer: str, at: datetime) -> str:
    """Lay the viewer and the moment across an HTML report, and take out what could run."""
    line = html.escape(f"{viewer} {at:%Y-%m-%d %H:%M:%S} 仅供本笔业务使用")
    lines = "<br>".join([f"{line}  " * 3] * LINES)
    mark = f'<div class="watermark" aria-hidden="true" style="{_STYLE}">{lines}</div>'
    still = _ACTIVE.sub("", page)
    found = _BODY_END.search(still)
    place = found.start() if found else len(still)
    return still[:place] + mark + still[place:]
