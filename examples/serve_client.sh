#!/usr/bin/env bash
# Summarize a file by a running `tersely serve --token-file TOKEN`, first asking what it would cost.
#   examples/serve_client.sh TOKEN FILE [MODEL]
set -euo pipefail
server=${TERSELY_SERVER:-http://127.0.0.1:8765}
token=$(cat "$1") file=$2 model=${3:-extractive}

ask() { curl --silent --show-error --fail-with-body -H "Authorization: Bearer $token" "$@"; }

ask -F "file=@$file" -F "models=$model" "$server/v1/plans" >&2
echo >&2
# The same key finds the same job: a lost connection can be tried again and is not paid again.
key=$(cat "$file" <(echo "$model") | sha256sum | cut -c1-32)
ask -H "Idempotency-Key: $key" -F "file=@$file" -F "model=$model" -F length=short "$server/v1/summaries"
