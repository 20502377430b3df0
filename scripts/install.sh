#!/usr/bin/env bash
# install.sh run|dev: makes .venv if there is none, and installs a lock and this project into it.
# install.sh node: adds Node.js, where the system has none that is new enough to build the page.
set -euo pipefail
cd "$(dirname "$0")/.."
what=$1

say() { printf 'teahouse: %s …\n' "$*" >&2; }
fail() { printf 'teahouse: %s\n' "$*" >&2; exit 1; }
is_new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
  local candidate
  for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11 python}; do
    if is_new_enough "$candidate"; then echo "$candidate"; return; fi
  done
  fail "Python 3.11 or newer is needed; name one with: make PYTHON=/path/to/python3"
}

make_venv() {
  local python
  python=$(find_python)
  say "making .venv with $("$python" --version)"
  if command -v uv >/dev/null; then
    uv venv --quiet --allow-existing --python "$python" .venv
  elif ! "$python" -c 'import ensurepip' 2>/dev/null; then
    fail "this Python cannot make environments; install its venv package (Debian: apt-get install python3-venv) or uv"
  else
    "$python" -m venv .venv
  fi
}

# Without uv, pip takes a while; its own lines show that it goes on.
install() {
  if command -v uv >/dev/null; then
    uv pip install --python .venv/bin/python "$@"
  else
    .venv/bin/python -m pip install --disable-pip-version-check "$@"
  fi
}

if ! { [[ -x .venv/bin/python ]] && is_new_enough .venv/bin/python; }; then make_venv; fi

say "installing requirements/$what.txt"
install --require-hashes -r "requirements/$what.txt"
if [[ $what == node ]]; then exit; fi

scripts/page.sh
say "installing teahouse itself"
install --quiet --no-deps --no-build-isolation --editable .

touch ".venv/.installed-$what"
# The lock for development holds the other one whole.
if [[ $what == dev ]]; then touch .venv/.installed-run; fi
