"""A call that is offered or agreed → its calendar file (RFC 5545, RFC 5546)."""
