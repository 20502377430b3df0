#!/usr/bin/env bash
# All tests: the client's first, so that pytest's closing line is the last one. Arguments go to pytest.
set -euo pipefail
cd "$(dirname "$0")/.."

# The browser tests need Chromium and fonts with Chinese and emoji; some tests compile a little C.
missing=()
command -v chromium >/dev/null || command -v chromium-browser >/dev/null || missing+=(chromium)
command -v cc >/dev/null || missing+=(gcc libc6-dev)
fc-list :lang=zh-cn 2>/dev/null | grep -q . || missing+=(fontconfig fonts-noto-cjk)
fc-list 2>/dev/null | grep -qi emoji || missing+=(fonts-noto-color-emoji)

if ((${#missing[@]})); then
  if [[ $EUID == 0 ]] && command -v apt-get >/dev/null; then
    echo "teahouse: installing ${missing[*]} …" >&2
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "${missing[@]}" >/dev/null
  else
    echo "teahouse: the tests need ${missing[*]}; install them and run make test again" >&2
    exit 1
  fi
fi

if (($# == 0)); then scripts/client.sh vitest run; fi
exec .venv/bin/python -m pytest "$@"
