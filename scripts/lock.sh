#!/usr/bin/env bash
# Makes requirements/*.txt anew: the newest versions that pyproject.toml allows, with the hashes of every platform.
set -euo pipefail
cd "$(dirname "$0")/.."

uv=${UV:-uv}
export UV_NO_CONFIG=1 UV_CUSTOM_COMPILE_COMMAND="make lock"
common=(pyproject.toml --universal --generate-hashes --python-version 3.11 --no-annotate --upgrade --quiet)

"$uv" pip compile "${common[@]}" --group build --output-file requirements/run.txt
"$uv" pip compile "${common[@]}" --group dev --constraint requirements/run.txt --output-file requirements/dev.txt
"$uv" pip compile --group node --universal --generate-hashes --python-version 3.11 --no-annotate --upgrade --quiet \
  --output-file requirements/node.txt
