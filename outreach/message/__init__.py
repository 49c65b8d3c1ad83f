"""A letter as RFC 5322 bytes: same letter and key, same bytes.

`intent` lists what a mail is to say; `writing` folds each field by its kind: words
(RFC 2047) in Subject and display names, never in ids, addresses and List-Unsubscribe,
whatever their length (the standard library encodes those, and then threads break and
nobody sees the way out). `reading` takes the finished bytes apart again and compares
everything with the letter, so no cell can add a header, a recipient or an attachment.
"""

from outreach.message.intent import message_id
from outreach.message.reading import check
from outreach.message.writing import compose

__all__ = ["check", "compose", "message_id"]
