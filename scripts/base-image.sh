#!/usr/bin/env bash
# base-image.sh NAME SUITE [PACKAGE...]
#
# Makes the Docker image NAME from nothing but Debian packages: a minimal system of SUITE (bookworm, bullseye) by
# debootstrap, then PACKAGEs by apt. Does nothing where NAME was made from the same recipe. The minimal system of a
# suite is an image of its own, troop-debian:SUITE, that all others share as their first layer.
#
# DEBIAN_MIRROR overrides debootstrap's mirror; http_proxy, https_proxy and no_proxy are handed on, and so is the
# certificate bundle named by SSL_CERT_FILE where the mirror is reached over TLS.
set -euo pipefail

[ $# -ge 2 ] || { sed -n '2,9s/^# \{0,1\}//p' "$0" >&2; exit 1; }
name=$1 suite=$2
shift 2
packages=$(printf '%s\n' "$@" | sort -u | xargs)
minimal=troop-debian:$suite
mirror=${DEBIAN_MIRROR:-}
here=$(cd "$(dirname "$0")" && pwd)
export DEBIAN_FRONTEND=noninteractive

say() { printf 'base-image: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }
recipe() { printf '%s\n' "$@" | sha256sum | cut -c1-16; }
is_made() { [ "$(docker image inspect --format '{{index .Config.Labels "troop.recipe"}}' "$1" 2>/dev/null)" = "$2" ]; }

make_minimal() {
  local hash=$1 tree
  [ "$(id -u)" = 0 ] || die "debootstrap needs root to make $minimal"
  command -v debootstrap >/dev/null || install_debootstrap
  tree=$(mktemp -d)
  # shellcheck disable=SC2064  # the tree of this call, not of a later one
  trap "rm -rf '$tree'" EXIT
  say "$minimal by debootstrap"
  # An older debootstrap has no script for a younger suite; every Debian suite is built by the same one.
  local script=/usr/share/debootstrap/scripts/$suite
  [ -e "$script" ] || script=/usr/share/debootstrap/scripts/sid
  debootstrap --variant=minbase "$suite" "$tree" "$mirror" "$script" >"$tree.log" 2>&1 ||
    { tail -n 20 "$tree.log" >&2; die "debootstrap of $suite failed; its log is $tree.log"; }
  rm -rf "$tree.log" "$tree"/var/cache/apt/archives/*.deb "$tree"/var/lib/apt/lists/*
  # The builder's own names and resolver do not belong into an image.
  rm -f "$tree"/etc/hostname "$tree"/etc/resolv.conf
  tar -C "$tree" --numeric-owner --one-file-system -c . |
    docker import --change "LABEL troop.recipe=$hash" --change 'CMD ["/bin/bash"]' - "$minimal" >/dev/null
}

install_debootstrap() {
  command -v apt-get >/dev/null || die 'no debootstrap and no apt-get here; install debootstrap by hand'
  say 'installing debootstrap'
  apt-get update -qq >&2
  apt-get install -y -qq --no-install-recommends debootstrap >&2
}

make_image() {
  local hash=$1 context log variable
  local arguments=()
  context=$(mktemp -d)
  log=$(mktemp)
  for variable in http_proxy https_proxy no_proxy; do
    if [ -n "${!variable:-}" ]; then arguments+=(--build-arg "$variable=${!variable}"); fi
  done
  : >"$context/bundle.pem"
  if [ -r "${SSL_CERT_FILE:-}" ]; then cp "$SSL_CERT_FILE" "$context/bundle.pem"; fi
  # The bundle serves apt while this step runs, and is gone with it: an image trusts nobody by our doing.
  cat >"$context/Dockerfile" <<DOCKERFILE
FROM $minimal
COPY bundle.pem /tmp/bundle.pem
RUN export DEBIAN_FRONTEND=noninteractive \\
 && tls='-o Acquire::https::CAInfo=/tmp/bundle.pem' \\
 && { test -s /tmp/bundle.pem || tls=; } \\
 && apt-get \$tls update -qq \\
 && apt-get \$tls install -y -qq --no-install-recommends $packages \\
 && apt-get clean && rm -rf /var/lib/apt/lists/* /tmp/bundle.pem
DOCKERFILE
  say "$name: $packages"
  # The old builder is in every engine; the new one is a plugin that distributions leave out.
  DOCKER_BUILDKIT=0 docker build --network host --force-rm ${arguments[@]+"${arguments[@]}"} \
    --label "troop.recipe=$hash" --tag "$name" "$context" >"$log" 2>&1 ||
    { tail -n 20 "$log" >&2; rm -rf "$context" "$log"; die "building $name failed"; }
  rm -rf "$context" "$log"
}

"$here/docker-engine.sh"
# Two callers at once would do the same work twice, and the second would replace the first one's image.
exec 9>"${TMPDIR:-/tmp}/troop-base-image.$(id -u).lock"
flock 9

minimal_hash=$(recipe minimal 1 "$suite" "$mirror")
if [ -z "$packages" ]; then
  is_made "$name" "$minimal_hash" && exit 0
fi
image_hash=$(recipe image 1 "$minimal_hash" "$packages")
if [ -n "$packages" ] && is_made "$name" "$image_hash"; then exit 0; fi
is_made "$minimal" "$minimal_hash" || make_minimal "$minimal_hash"
if [ -n "$packages" ]; then make_image "$image_hash"; else docker tag "$minimal" "$name"; fi
