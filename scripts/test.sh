#!/usr/bin/env bash
# All tests: the client's first, so that pytest's closing line is the last one. Arguments go to pytest.
set -euo pipefail
cd "$(dirname "$0")/.."

# The browser tests need Chromium and fonts with Chinese and emoji; some tests compile a little C. PostgreSQL and Redis
# are started by the tests themselves, on free ports and in temporary folders: only their programs are used.
missing=()
command -v chromium >/dev/null || command -v chromium-browser >/dev/null || missing+=(chromium)
command -v cc >/dev/null || missing+=(gcc libc6-dev)
fc-list :lang=zh-cn 2>/dev/null | grep -q . || missing+=(fontconfig fonts-noto-cjk)
fc-list 2>/dev/null | grep -qi emoji || missing+=(fonts-noto-color-emoji)
compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null || command -v postgres >/dev/null || missing+=(postgresql)
command -v redis-server >/dev/null || command -v valkey-server >/dev/null || missing+=(redis-server)

if ((${#missing[@]})); then
  if [[ $EUID == 0 ]] && command -v apt-get >/dev/null; then
    echo "teahouse: installing ${missing[*]} …" >&2
    if [[ " ${missing[*]} " == *" postgresql "* && ! -e /etc/postgresql-common/createcluster.conf ]]; then
      # Debian's package would make a cluster of its own and start it.
      mkdir -p /etc/postgresql-common
      echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.conf
    fi
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -qq -y -o Dpkg::Options::=--force-confold --no-install-recommends "${missing[@]}" >/dev/null
  else
    echo "teahouse: the tests need ${missing[*]}; install them and run make test again" >&2
    exit 1
  fi
fi

if (($# == 0)); then scripts/client.sh vitest run; fi
exec .venv/bin/python -m pytest "$@"
