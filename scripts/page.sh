#!/usr/bin/env bash
# Builds the page if its sources changed; says nothing and takes no time otherwise.
set -euo pipefail
cd "$(dirname "$0")/.."

if .venv/bin/python hatch_build.py --lacks-node; then
  scripts/install.sh node
fi
exec .venv/bin/python hatch_build.py
