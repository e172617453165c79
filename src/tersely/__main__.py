"""`tersely` and `python -m tersely`."""

import sys


def main() -> None:
    """Run the command line. Ctrl-C while it is still being loaded ends it without a traceback, too."""
    try:
        from .cli.app import main as run
    except KeyboardInterrupt:
        sys.exit(130)
    run()


if __name__ == "__main__":
    main()
