"""Kind letters to people one has not spoken to for too long, from one's own mailbox."""

__version__ = "0.1.0"
