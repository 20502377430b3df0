#!/usr/bin/env bash
# Every check, one after the other; the status tells whether all passed.
set -uo pipefail
cd "$(dirname "$0")/.."

failed=()
check() { # NAME COMMAND ARGUMENTS
  local name=$1 output
  shift
  if output=$("$@" 2>&1); then
    printf 'ok       %s\n' "$name"
  else
    printf 'FAILED   %s\n%s\n' "$name" "$output"
    failed+=("$name")
  fi
}

check "ruff" .venv/bin/ruff check .
check "ruff format" .venv/bin/ruff format --check .
check "mypy --strict" .venv/bin/mypy
check "import-linter" .venv/bin/lint-imports
check "tsc" scripts/client.sh tsc --noEmit
check "biome" scripts/client.sh biome check --error-on-warnings .
check "generated files" scripts/generate.sh --check
.venv/bin/python scripts/audit.py || failed+=("audits")

if ((${#failed[@]})); then
  printf '\n%s failed: %s\n' "${#failed[@]}" "$(IFS=,; echo "${failed[*]}")"
  exit 1
fi
