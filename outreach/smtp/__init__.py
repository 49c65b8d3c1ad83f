"""One kept SMTP session: a Message goes in, an Outcome comes out.

The steps of a mail are taken one by one, because the place where a connection breaks
decides everything: before the data nothing was sent, from the first byte of the body on
nobody can know (RFC 1047). A session never repeats a step and never reconnects by itself.
"""

from outreach.smtp.answers import judge
from outreach.smtp.opening import Server
from outreach.smtp.session import Session

__all__ = ["Server", "Session", "judge"]
