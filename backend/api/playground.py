"""The page for integrators and developers: try a document, read the schema.

Own and small: it needs nothing from another host, which a bank's network
would not let through.
"""

from pathlib import Path

PLAYGROUND = (Path(__file__).parent / "playground.html").read_text(encoding="utf-8")
