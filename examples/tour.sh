#!/usr/bin/env bash
# A tour of the command line; needs no key. Run it from the top of the checkout after `make demo`.
set -u
cd "$(dirname "$0")/.."
PATH="$PWD/.venv/bin:$PATH"
run() { printf '\n$ tersely %s\n' "$*"; tersely "$@"; }

run examples/report.md -m extractive -l 3b
run examples/meeting.txt -m extractive -l short
run examples/report.md -m extractive -l 2b --cite
echo "Visits rose by 47 % to 1.93 million." | run check - --source examples/report.md
run chunks examples/article.md
run examples/article.md -m extractive --dry-run
run styles
run models
