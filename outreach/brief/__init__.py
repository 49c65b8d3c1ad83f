"""Facts about one person → the page to have beside you on the telephone.

Pure: the moment of reading is given. The page explains in the language of the screen and
speaks in the language and at the distance of the person called (empathy.md §5).
"""

from outreach.brief.facts import Fact, Known
from outreach.brief.sensitive import Sensitive, sensitive
from outreach.brief.sheet import Brief, Line, Section, as_markdown, as_text, quoted
from outreach.brief.writing import write

__all__ = [
    "Brief",
    "Fact",
    "Known",
    "Line",
    "Section",
    "Sensitive",
    "as_markdown",
    "as_text",
    "quoted",
    "sensitive",
    "write",
]
