#!/bin/sh
# Starts and stops a Docker engine without systemd.  sh test/machine/engine.sh start|stop|remove
# In:  the packages of install.sh.
# Out: an engine that answers `docker info`. One that runs already is used as it is, and stop and remove leave it
#      alone: they know only the engine that this script started. Its log and process id are in .tools/run, its
#      images, containers and volumes in a folder of its own, which remove deletes.
set -eu
cd "$(dirname "$0")/../.."
run=$PWD/.tools/run
pid_file=$run/dockerd.pid
data=/var/lib/create-django-stack-tests

answers() { docker info > /dev/null 2>&1; }

# Up to 30 seconds, looking ten times a second.
wait_until() {
  tries=300
  until "$@"; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || return 1
    sleep 0.1
  done
}

start() {
  if answers; then return 0; fi
  mkdir -p "$run"
  # dockerd starts its own containerd. A new session, so that the end of this one does not end it.
  setsid nohup dockerd --data-root "$data" --pidfile "$pid_file" > "$run/dockerd.log" 2>&1 < /dev/null &
  if ! wait_until answers; then tail -n 20 "$run/dockerd.log" >&2; exit 1; fi
}

gone() { ! grep -qs dockerd "/proc/$pid/comm"; }

stop() {
  if [ ! -e "$pid_file" ]; then return 0; fi
  pid=$(cat "$pid_file")
  if gone; then return 0; fi
  kill "$pid"
  wait_until gone
}

remove() {
  stop
  if answers; then echo 'engine.sh: another engine is running; it is left as it is' >&2; return 0; fi
  # An engine that was killed leaves its folder mounted on itself.
  while umount -R "$data" 2> /dev/null; do :; done
  # And the networks of its builds, whose addresses the next engine gives to others.
  for network in /run/docker/netns/*; do umount "$network" 2> /dev/null || true; rm -f "$network"; done
  rm -rf "$data" || echo "engine.sh: $data could not be removed" >&2
}

case ${1:-} in
  start) start ;;
  stop) stop ;;
  remove) remove ;;
  *) echo 'usage: engine.sh start|stop|remove' >&2; exit 2 ;;
esac
