#!/usr/bin/env bash
# Makes a Docker engine answer on this machine: nothing to do where one does; else, as root on Debian or Ubuntu,
# installs docker.io and starts dockerd. Exit 0: the engine answers. Exit 1: it does not, and stderr says why.
set -euo pipefail

wait_seconds=${DOCKER_ENGINE_WAIT:-60}
log=${DOCKER_ENGINE_LOG:-/var/log/dockerd.log}

say() { printf '%s\n' "$*" >&2; }
die() { say "docker-engine: $*"; exit 1; }
answers() { docker info --format '{{.ServerVersion}}' >/dev/null 2>&1; }

install_engine() {
  command -v apt-get >/dev/null || die 'no dockerd and no apt-get here; install Docker by hand'
  say 'docker-engine: installing docker.io'
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq >&2
  apt-get install -y -qq --no-install-recommends docker.io iptables >&2
}

# A pid file survives a machine that was switched off, and dockerd refuses to start beside it.
remove_stale_pid_file() {
  local file=/var/run/docker.pid pid
  [ -f "$file" ] || return 0
  pid=$(cat "$file")
  if [ -r "/proc/$pid/comm" ] && [ "$(cat "/proc/$pid/comm")" = dockerd ]; then return 0; fi
  rm -f "$file"
}

start_engine() {
  if [ -d /run/systemd/system ]; then
    systemctl start docker && return 0
    say 'docker-engine: systemd did not start docker; starting dockerd itself'
  fi
  remove_stale_pid_file
  setsid nohup dockerd >>"$log" 2>&1 </dev/null &
}

if answers; then exit 0; fi
if [ -n "${DOCKER_HOST:-}" ]; then die "no engine answers at DOCKER_HOST=$DOCKER_HOST; start it there or unset it"; fi
[ "$(id -u)" = 0 ] || die 'no engine answers and only root can start one; run: sudo scripts/docker-engine.sh'
command -v dockerd >/dev/null || install_engine
pgrep -x dockerd >/dev/null || start_engine
for ((waited = 0; waited < wait_seconds * 5; waited++)); do
  if answers; then exit 0; fi
  sleep 0.2
done
tail -n 20 "$log" >&2 2>/dev/null || true
die "dockerd did not answer within $wait_seconds s; its log is $log"
