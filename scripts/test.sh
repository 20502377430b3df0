#!/usr/bin/env bash
# All tests: the client's, those that measure time, one after the other, and then all others, several at a time. With
# arguments, only the tests that pytest takes them to mean, one after the other.
set -euo pipefail
cd "$(dirname "$0")/.."

# The browser tests need Chromium and fonts with Chinese and emoji; some tests compile a little C, and some trace system
# calls. PostgreSQL, Redis and nginx are started by the tests themselves, on free ports and in temporary folders: only
# their programs are used.
missing=()
command -v chromium >/dev/null || command -v chromium-browser >/dev/null || missing+=(chromium)
command -v cc >/dev/null || missing+=(gcc libc6-dev)
fc-list :lang=zh-cn 2>/dev/null | grep -q . || missing+=(fontconfig fonts-noto-cjk)
fc-list 2>/dev/null | grep -qi emoji || missing+=(fonts-noto-color-emoji)
compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null || command -v postgres >/dev/null || missing+=(postgresql)
command -v nginx >/dev/null || [[ -x /usr/sbin/nginx ]] || missing+=(nginx)
command -v strace >/dev/null || missing+=(strace)
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

# What is compiled once is compiled for the hundreds of processes that the tests start.
unset PYTHONDONTWRITEBYTECODE
if (($#)); then exec .venv/bin/python -m pytest "$@"; fi

scripts/client.sh vitest run
status=0
# A machine that is busy with other things can keep a browser or a server from answering in time: a test gets a second
# chance. Who needed one is named at the end (RERUN), and is a fault to be mended.
.venv/bin/python -m pytest -m alone --reruns 1 -rR || status=$?
# Interrupted, or not all tests could be read.
if ((status == 2)); then exit 2; fi
# Most tests wait more than they compute: with three processes two cores are idle half of the time.
processes=$(($(.venv/bin/python -c 'import os; print(os.cpu_count() or 1)') * 5 / 2))
.venv/bin/python -m pytest -m "not alone" --reruns 1 -rR --numprocesses "$processes" --dist worksteal || status=$?
exit "$status"
