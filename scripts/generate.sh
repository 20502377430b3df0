#!/usr/bin/env bash
# Writes the generated files anew; with --check it only says which of them are old, and fails.
set -euo pipefail
cd "$(dirname "$0")/.."

status=0
generate() { # FILE MODULE
  local fresh
  fresh=$(mktemp)
  .venv/bin/python -m "$2" >"$fresh"
  if ! cmp --silent "$fresh" "$1"; then
    if [[ ${mode:-} == --check ]]; then
      echo "$1 is not what $2 makes; run: make generate"
      status=1
    else
      cp "$fresh" "$1"
      echo "wrote $1"
    fi
  fi
  rm "$fresh"
}

mode=${1:-}
generate docs/settings.md teahouse.settings_page
generate docs/protocol.md teahouse.protocol.reference
generate docs/permissions.md teahouse.model.permissions_page
generate docs/api.md teahouse.http.api_page
generate docs/metrics.md teahouse.http.metrics_page
generate docs/commands.md teahouse.cli.commands_page
generate client/src/wire.gen.ts teahouse.protocol.typescript
exit "$status"
