#!/bin/sh
# Installs on a Debian machine what the tests with real tools need.  sudo sh test/machine/install.sh
# In:  nothing; root, and a Debian bookworm whose mirror can be reached.
# Out: the packages below, from this release, and a Docker engine with compose and buildx from the next one,
#      unless an engine answers already. No service is started: see engine.sh.
set -eu
cd "$(dirname "$0")"
export DEBIAN_FRONTEND=noninteractive

# What is tested against, then what the test machine is made with.
tools='nginx docker-registry chromium shellcheck memcached postgresql-client busybox-static tmux openssl curl certbot sslscan iproute2 sudo systemd'
makers='mmdebstrap debian-archive-keyring ca-certificates iptables python3 python3-venv'
# This release's own engine is too old: it refuses heredocs in a Dockerfile, and its compose is version 1.
engine='docker.io/trixie docker-cli/trixie docker-compose/trixie docker-buildx/trixie containerd/trixie'

# Debian starts a service as soon as it is installed. Here nothing should listen unasked.
policy=/usr/sbin/policy-rc.d
forbid_services() {
  if [ -e "$policy" ]; then return 0; fi
  trap 'rm -f "$policy"' EXIT
  printf '#!/bin/sh\nexit 101\n' > "$policy"
  chmod 755 "$policy"
}

if [ "$(id -u)" != 0 ]; then echo 'install.sh: please run it as root' >&2; exit 1; fi
forbid_services
apt-get update -qq
# shellcheck disable=SC2086  # the lists are lists
apt-get install -y -qq --no-install-recommends $tools $makers > /dev/null
if ! docker info > /dev/null 2>&1 || ! docker compose version > /dev/null 2>&1; then
  sh apt.sh update
  # shellcheck disable=SC2086
  sh apt.sh install -y --no-install-recommends $engine > /dev/null
fi
