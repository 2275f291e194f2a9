#!/bin/sh
# Entry point of the memcached, redis and valkey stand-ins.
# In:  options for the server, or a command; SERVER names the server.
# Out: the command, run by the image's own user. As in the public images, `-m 64` alone is enough,
#      and redis answers clients that are not on its own host.
set -eu
# shellcheck disable=SC2153  # set in the image
case ${1:-} in -* | *.conf) set -- "$SERVER" "$@" ;; esac
case ${1:-} in redis-server | valkey-server)
  server=$1
  shift
  # A configuration file has to come first, and then decides for itself.
  if [ ! -f "${1:-}" ]; then set -- --protected-mode no "$@"; fi
  set -- "$server" "$@"
  if [ "$(id -u)" = 0 ]; then set -- setpriv --reuid=999 --regid=1000 --clear-groups "$@"; fi
  ;;
esac
exec "$@"
