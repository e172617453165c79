"""`PYTHONPATH=tests python -m wire --port 8080`: the server by hand; prints the variables that lead
every adapter here.
"""

from __future__ import annotations

import argparse
import sys
import threading

from .server import RateLimit, serve


def main() -> None:
    """Serve until Ctrl-C."""
    parser = argparse.ArgumentParser(prog="python -m wire", description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--latency", type=float, default=0.0, metavar="SECONDS")
    parser.add_argument(
        "--rate", type=float, default=0.0, metavar="REQUESTS_PER_S", help="429 beyond this"
    )
    options = parser.parse_args()
    with serve(options.port) as server:
        server.latency_s = options.latency
        if options.rate:
            server.rate_limit = RateLimit(options.rate)
        for name, value in server.environment().items():
            sys.stdout.write(f"export {name}={value}\n")
        sys.stdout.flush()
        threading.Event().wait()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
