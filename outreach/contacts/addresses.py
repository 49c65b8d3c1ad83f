"""Mail addresses: the form on the wire and the folded form that says who a person is."""

import re
import unicodedata

#: The plain case: settled without a library, a million times a minute.
_PLAIN = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
)


def wire_address(text: str) -> str:
    """One address as it goes on the wire: local part as typed, domain in lower A-labels.

    Raises:
        ValueError: it is not exactly one valid address (RFC 5321 §4.1.2; no literals,
            no quoted local parts, at most 64 octets before the @).
    """
    local, _, domain = text.rpartition("@")
    if (
        _PLAIN.fullmatch(text)
        and len(local) <= 64
        and len(text) <= 254
        and "xn--" not in domain.lower()
    ):
        return f"{local}@{domain.lower()}"
    if re.search(r'[\s,;<>()"\[\]\\\x00-\x1f\x7f-\x9f]', text):
        raise ValueError(text)
    from email_validator import EmailNotValidError, validate_email

    try:
        found = validate_email(
            text,
            check_deliverability=False,
            test_environment=True,
            strict=True,
            allow_smtputf8=True,
        )
    except (EmailNotValidError, ValueError, IndexError) as error:
        raise ValueError(text) from error
    if "." not in found.ascii_domain:
        raise ValueError(text)
    return f"{found.local_part}@{found.ascii_domain.lower()}"


def fold_address(text: str) -> str:
    """Who a person is: NFC, casefold, domain in A-labels.

    Raises:
        ValueError: as `wire_address`.
    """
    return fold_wire(wire_address(text))


def fold_wire(wire: str) -> str:
    """Who a person is, from an address in its form on the wire."""
    local, _, domain = wire.rpartition("@")
    return f"{unicodedata.normalize('NFC', local).casefold()}@{domain}"
