"""Template × contact → Draft: the words one person will read.

How it works: what a person typed is data, never markup. Jinja2 hands out pieces, and a
value is a piece of its own type (`engine`). The values are set aside, and a mark stands
for each of them (`marks`), so that neither Markdown nor the sentence rule can mistake
them. What is left is the same for most people of a list: its `Layout` is made once and
kept. The values are filled in last, escaped where the output is HTML. A missing value is
a mark too, and the sentence that holds it is dropped whole (`sentences`).
"""

from outreach.merge.letters import Letters, Missing, voice
from outreach.merge.setting import Setting
from outreach.merge.template import Template, parse_template

__all__ = ["Letters", "Missing", "Setting", "Template", "parse_template", "voice"]
