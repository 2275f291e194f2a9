#!/bin/sh
# Fetches tools that are only unpacked, not installed, into .tools.  sh test/machine/tools.sh
# In:  Debian's mirror (by apt.sh), PyPI (by pip), Go's module proxy (by go); only a first run of apt needs root.
# Out: .tools/bin/nginx-1.18, -1.26, -1.30, docker-compose-2.40, gixy, pebble, moto, and .tools/venv with Django.
#      What is there already is kept. nginx 1.26 and Django are needed; without the others it goes on and says so.
set -eu
cd "$(dirname "$0")/../.."
tools=$PWD/.tools
here=$PWD/test/machine
mkdir -p "$tools/bin"

# unpack FOLDER SUITE PACKAGE…: the packages' files, below the folder.
unpack() {
  folder=$1 suite=$2
  shift 2
  mkdir -p "$folder/deb"
  # In one call: apt reads all its lists each time.
  # shellcheck disable=SC2046  # one word for each package
  (cd "$folder/deb" && sh "$here/apt.sh" download $(printf "%s/$suite " "$@")) || return 1
  for archive in "$folder"/deb/*.deb; do
    dpkg-deb --extract "$archive" "$folder" || return 1
  done
  rm -r "$folder/deb"
}

# An nginx of another release, run by that release's own loader and libraries.
fetch_nginx() {
  version=$1
  shift
  if [ -x "$tools/bin/nginx-$version" ]; then return 0; fi
  unpack "$tools/nginx-$version" "$@" || return 1
  cat > "$tools/bin/nginx-$version" << 'WRAPPER'
#!/bin/sh
name=$(basename "$0")
root=$(dirname "$(readlink -f "$0")")/../$name
loader=$(find "$root" -name 'ld-linux-*.so.?' | head -n 1)
libraries=$(find "$root" -type d -name '*-linux-gnu' -path '*/lib/*' | tr '\n' ':')
exec "$loader" --library-path "$libraries" "$root/usr/sbin/nginx" "$@"
WRAPPER
  chmod 755 "$tools/bin/nginx-$version"
  "$tools/bin/nginx-$version" -v 2> /dev/null || { rm "$tools/bin/nginx-$version"; return 1; }
}

fetch_compose() {
  if [ -x "$tools/bin/docker-compose-2.40" ]; then return 0; fi
  unpack "$tools/docker-compose-2.40" forky docker-compose || return 1
  ln -sf ../docker-compose-2.40/usr/libexec/docker/cli-plugins/docker-compose "$tools/bin/docker-compose-2.40"
  "$tools/bin/docker-compose-2.40" version > /dev/null
}

# fetch_python FOLDER PACKAGE…: a virtual environment with the packages.
fetch_python() {
  folder=$1
  shift
  if [ "$(cat "$folder/ready" 2> /dev/null)" = "$*" ]; then return 0; fi
  { python3 -m venv "$folder" && "$folder/bin/pip" install --quiet "$@"; } || return 1
  echo "$*" > "$folder/ready"
}

# An ACME server for tests, of Let's Encrypt itself.
fetch_pebble() {
  if [ -x "$tools/bin/pebble" ]; then return 0; fi
  GOBIN=$tools/bin go install github.com/letsencrypt/pebble/v2/cmd/pebble@v2.10.1
}

fetch_gixy() {
  fetch_python "$tools/gixy" gixy-ng || return 1
  ln -sf ../gixy/bin/gixy "$tools/bin/gixy"
}

# A server that speaks as S3 does.
fetch_moto() {
  fetch_python "$tools/moto" 'moto[s3]==5.*' flask flask-cors || return 1
  ln -sf ../moto/bin/moto_server "$tools/bin/moto"
}

missing=
must() { name=$1; shift; "$@" || { missing="$missing $name"; echo "tools.sh: $name could not be had, and is needed" >&2; }; }
may() { name=$1; shift; "$@" || echo "tools.sh: $name could not be had; what needs it will be skipped" >&2; }

sh "$here/apt.sh" update
modern='nginx libc6 libcrypt1 libpcre2-8-0 libssl3t64 zlib1g libzstd1'
# shellcheck disable=SC2086  # the list is a list
{
  must nginx-1.26 fetch_nginx 1.26 trixie $modern
  may nginx-1.30 fetch_nginx 1.30 forky $modern
  may nginx-1.18 fetch_nginx 1.18 bullseye nginx-core libc6 libcrypt1 libpcre3 libssl1.1 zlib1g
  may docker-compose-2.40 fetch_compose
  may gixy fetch_gixy
  may pebble fetch_pebble
  may moto fetch_moto
  must django fetch_python "$tools/venv" 'Django>=5.2.8,<5.3' gunicorn uvicorn 'psycopg[binary]' pymemcache django-redis dj-database-url ruff \
    'celery[redis]>=5.7,<6' 'channels>=4.3,<5' 'channels-redis>=4.3,<5' 'daphne>=4.2,<5' 'pgvector>=0.4,<1' 'django-storages[s3]>=1.14,<2'
}
[ -z "$missing" ]
