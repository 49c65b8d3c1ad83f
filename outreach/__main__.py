"""``outreach`` and ``python -m outreach``."""

import sys


def main() -> None:
    """Run the command line and end with its exit code."""
    from outreach.tick import nothing_due

    if nothing_due(sys.argv[1:]):
        # Cron comes by every minute; most of the time this is all there is to it.
        return

    from outreach.cli import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
