#!/usr/bin/env bash
# client.sh TOOL ARGUMENTS: runs one of the client's tools (tsc, biome, vite, vitest) with the right Node.js.
set -euo pipefail
cd "$(dirname "$0")/.."

node=$(.venv/bin/python hatch_build.py --node) || {
  scripts/install.sh node >&2
  node=$(.venv/bin/python hatch_build.py --node)
}
PATH="$(dirname "$node"):$PATH"
cd client
exec "node_modules/.bin/$1" "${@:2}"
