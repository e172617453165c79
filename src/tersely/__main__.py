"""`python -m tersely`."""

from .cli.app import main

main()
