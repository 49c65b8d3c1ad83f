"""One kept SMTP session: a Message goes in, an Outcome comes out.

The answers to MAIL, RCPT, DATA and the text are told apart, because the place where a
connection breaks decides everything: before the text nothing was sent, from its first byte
on nobody can know (RFC 1047). A session never repeats a step and never reconnects by itself.
"""

from outreach.smtp.answers import judge
from outreach.smtp.opening import Server
from outreach.smtp.session import Session

__all__ = ["Server", "Session", "judge"]
