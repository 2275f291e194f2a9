#!/bin/bash
# Builds stand-ins for the public base images from Debian packages.  bash test/machine/images.sh [build|pull|list|remove]
# In:  an engine (engine.sh), mmdebstrap, and the registries of Debian, PyPI and npm.
# Out: the tags of the table below, labelled create-django-stack.stand-in=true. An image that somebody pulled is
#      never replaced; a stand-in is built again only when these files have changed. `pull` fetches the public
#      images instead, and Alpine's Python, of which no stand-in can be made.
set -euo pipefail
cd "$(dirname "$0")/../.."
here=$PWD/test/machine
context=$PWD/.tools/images
label=create-django-stack.stand-in
recipe=$(cat "$here/images.sh" "$here"/images/* /etc/ssl/certs/ca-certificates.crt | sha256sum | cut -c1-16)

# tag | target in images/Dockerfile | Debian release | arguments | what tells the real version
table='
python:3.14-slim-trixie     | python    | forky  | VERSION=3.14                          | python --version
python:3.13-slim-trixie     | python    | trixie | VERSION=3.13                          | python --version
postgres:18-trixie          | postgres  | forky  | VERSION=18 VOLUME=/var/lib/postgresql PGDATA=/var/lib/postgresql/18/docker | postgres --version
postgres:17-trixie          | postgres  | trixie | VERSION=17 VOLUME=/var/lib/postgresql/data PGDATA=/var/lib/postgresql/data | postgres --version
memcached:1.6-alpine        | memcached | forky  |                                       | memcached --version
redis:8-alpine              | redis     | forky  | NAME=redis                            | redis-server --version
valkey/valkey:8-alpine      | redis     | trixie | NAME=valkey                           | valkey-server --version
rabbitmq:4.3-alpine         | rabbitmq  | forky  |                                       | rabbitmqctl version
pgvector/pgvector:0.8.2-pg18-trixie | pgvector | forky | VERSION=18 VOLUME=/var/lib/postgresql PGDATA=/var/lib/postgresql/18/docker | postgres --version
edoburu/pgbouncer:v1.25.2-p0 | pgbouncer | forky  |                                      | pgbouncer --version
axllent/mailpit:v1.31.4     | mailpit   | trixie |                                       | /mailpit version
nginx:1.30-alpine-slim      | nginx     | forky  |                                       | nginx -v
node:24-alpine              | node      | forky  |                                       | node --version
'

# Mailpit is built from its source, which takes Go; without it that one row is left out.
rows() { sed -E '/^ *$/d; s/ *\| */|/g; s/ +$//' <<< "$table" | if command -v go > /dev/null; then cat; else grep -v '|mailpit|'; fi; }
inspect() { docker image inspect --format "{{index .Config.Labels \"$2\"}}" "$1" 2> /dev/null; }
exists() { docker image inspect "$1" > /dev/null 2>&1; }

# A real image counts as ready; so does a stand-in made with these very files.
ready() {
  exists "$1" || return 1
  [ "$(inspect "$1" "$label")" = true ] || return 0
  [ "$(inspect "$1" create-django-stack.recipe)" = "$recipe" ]
}

# A slim Debian as an image: no documentation, no translations, no packages kept after an install.
build_base() {
  local suite=$1 mirror root=$context/$1.tar
  if exists "stand-in/debian:$suite"; then return 0; fi
  mirror=$(sh "$here/apt.sh" mirror)
  # shellcheck disable=SC2016  # mmdebstrap gives \$1, the new root, to the hook
  mmdebstrap --quiet --variant=minbase --include=ca-certificates,usr-is-merged \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
    --dpkgopt='path-exclude=/usr/share/info/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
    --aptopt='Acquire::Languages "none"' --aptopt='Acquire::Check-Valid-Until "false"' \
    --aptopt='DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb /var/cache/apt/*.bin"; }' \
    --customize-hook='rm -rf "$1"/var/lib/apt/lists/* "$1"/var/cache/apt/* "$1"/var/log/*' \
    "$suite" "$root" "$mirror"
  docker import --change 'CMD ["bash"]' --change "LABEL $label=true" \
    --change 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' "$root" "stand-in/debian:$suite" > /dev/null
  rm "$root"
}

# The node and npm packages of the npm registry hold the real programs.
fetch_node() {
  if ready node:24-alpine || [ -e "$context/node" ]; then return 0; fi
  npm install --silent --no-audit --no-fund --no-save --prefix "$context/npm-packages" node@24 npm@11
  cp -r "$context/npm-packages/node_modules/npm" "$context/npm"
  cp "$context/npm-packages/node_modules/node/bin/node" "$context/node"
}

fetch_mailpit() {
  if ! command -v go > /dev/null || ready axllent/mailpit:v1.31.4 || [ -e "$context/mailpit" ]; then return 0; fi
  # The Go module proxy has this version and not the image's; they differ in nothing that a stack uses.
  CGO_ENABLED=0 GOBIN=$context go install github.com/axllent/mailpit@v1.33.1 > "$context/mailpit.log" 2>&1 || { cat "$context/mailpit.log" >&2; return 1; }
}

write_context() {
  mkdir -p "$context"
  cp "$here"/images/* "$context"
  cp /etc/ssl/certs/ca-certificates.crt "$context"
  printf '[global]\ncert = /etc/ssl/certs/ca-certificates.crt\ndisable-pip-version-check = true\n' > "$context/pip.conf"
}

build_image() {
  local tag=$1 target=$2 suite=$3 arguments=$4 flags=() argument start=$SECONDS
  if ready "$tag"; then return 0; fi
  for argument in $arguments "NPM_REGISTRY=$(npm config get registry 2> /dev/null)"; do flags+=(--build-arg "$argument"); done
  docker build --quiet --target "$target" --build-arg "BASE=stand-in/debian:$suite" "${flags[@]}" \
    --label "create-django-stack.recipe=$recipe" --tag "$tag" "$context" > "$context/${tag//[:\/]/-}.log" 2>&1 ||
    { cat "$context/${tag//[:\/]/-}.log" >&2; return 1; }
  echo "built $tag in $((SECONDS - start)) s"
}

# Waits for the named processes and fails if one of them failed.
wait_all() {
  local failed=0 process
  for process in "$@"; do wait "$process" || failed=1; done
  return "$failed"
}

build() {
  local processes=() tag target suite arguments
  write_context
  for suite in forky trixie; do build_base "$suite" & processes+=($!); done
  fetch_node & processes+=($!)
  fetch_mailpit & processes+=($!)
  wait_all "${processes[@]}"
  processes=()
  while IFS='|' read -r tag target suite arguments _; do
    build_image "$tag" "$target" "$suite" "$arguments" & processes+=($!)
  done < <(rows)
  wait_all "${processes[@]}"
  # Stand-ins of before, which have lost their tags.
  docker image prune --force --filter "label=$label=true" > /dev/null
}

list() {
  local tag version kind
  while IFS='|' read -r tag _ _ _ version; do
    exists "$tag" || { printf '%-26s missing\n' "$tag"; continue; }
    kind=real
    [ "$(inspect "$tag" "$label")" = true ] && kind=stand-in
    # shellcheck disable=SC2086  # a command and its options
    printf '%-26s %-9s %s\n' "$tag" "$kind" "$(docker run --rm --network none --entrypoint '' "$tag" $version 2>&1 < /dev/null)"
  done < <(rows)
}

pull() {
  local tag
  for tag in $(rows | cut -d '|' -f 1) python:3.14-alpine3.24; do docker pull --quiet "$tag"; done
}

remove() { docker images --quiet --filter "label=$label=true" | sort -u | xargs -r docker rmi --force > /dev/null; }

case ${1:-build} in
  build) build; list ;;
  pull) pull ;;
  list) list ;;
  remove) remove ;;
  *) echo 'usage: images.sh [build|pull|list|remove]' >&2; exit 2 ;;
esac
