#!/bin/bash
# Entry point of the PostgreSQL stand-in, written anew after the public image's documented behaviour.
# In:  POSTGRES_USER, _PASSWORD, _DB, _INITDB_ARGS, each also as NAME_FILE; POSTGRES_HOST_AUTH_METHOD; PGDATA;
#      /docker-entrypoint-initdb.d. Started as root it becomes postgres; started as postgres it needs no
#      capability, and a read-only root as long as /tmp and /run/postgresql can be written.
# Out: the server, after the database was created if PGDATA was empty.
set -Eeuo pipefail

die() {
  echo "Error: $*" >&2
  exit 1
}

# A compose file secret keeps the host's owner and mode: it is read before the change of user.
read_files() {
  local name file
  for name in POSTGRES_USER POSTGRES_PASSWORD POSTGRES_DB POSTGRES_INITDB_ARGS; do
    file=${name}_FILE
    [ -n "${!file:-}" ] || continue
    [ -z "${!name:-}" ] || die "both $name and $file are set (but are exclusive)"
    export "$name=$(< "${!file}")"
    unset "$file"
  done
}

# From 18 on the volume is one folder higher. What lies at the old place would be neither used nor kept.
refuse_old_place() {
  [ "$PG_MAJOR" -ge 18 ] || return 0
  if [ -s /var/lib/postgresql/PG_VERSION ] || [ -s /var/lib/postgresql/data/PG_VERSION ] ||
    grep -q ' /var/lib/postgresql/data ' /proc/self/mountinfo; then
    die "in $PG_MAJOR+ the data belongs in a volume at /var/lib/postgresql, not at /var/lib/postgresql/data"
  fi
}

run_scripts() {
  local file
  # shellcheck disable=SC1090  # whatever lies there
  for file in /docker-entrypoint-initdb.d/*; do
    case $file in
      *.sh) if [ -x "$file" ]; then "$file"; else . "$file"; fi ;;
      *.sql) psql -v ON_ERROR_STOP=1 -U "$1" --no-password --dbname "$2" -f "$file" ;;
    esac
  done
}

create_database() {
  local user=${POSTGRES_USER:-postgres} password=${POSTGRES_PASSWORD:-} method=${POSTGRES_HOST_AUTH_METHOD:-scram-sha-256}
  local name=${POSTGRES_DB:-$user}
  [ -n "$password" ] || [ "$method" = trust ] || die 'Database is uninitialized and superuser password is not specified.'
  # shellcheck disable=SC2086  # these are arguments, split as in the public image
  initdb --username="$user" --pwfile=<(printf '%s\n' "$password") -D "$PGDATA" ${POSTGRES_INITDB_ARGS:-} > /dev/null
  printf '\nhost all all all %s\n' "$method" >> "$PGDATA/pg_hba.conf"
  # On its socket only, so that nobody connects before the scripts have run.
  pg_ctl -D "$PGDATA" -o "-c listen_addresses='' -p 5432" -w start > /dev/null
  export PGPASSWORD=$password
  if [ "$name" != postgres ]; then
    psql -q -v ON_ERROR_STOP=1 -U "$user" --no-password --dbname postgres --set name="$name" <<< 'CREATE DATABASE :"name";'
  fi
  run_scripts "$user" "$name"
  unset PGPASSWORD
  pg_ctl -D "$PGDATA" -m fast -w stop > /dev/null
  echo 'PostgreSQL init process complete; ready for start up.'
}

if [ "${1:0:1}" = - ]; then set -- postgres "$@"; fi
if [ "$1" != postgres ]; then exec "$@"; fi
read_files
mkdir -p "$PGDATA"
chmod 700 "$PGDATA" 2> /dev/null || true
if [ "$(id -u)" = 0 ]; then
  find "$PGDATA" \! -user postgres -exec chown postgres {} +
  exec setpriv --reuid=postgres --regid=postgres --init-groups "${BASH_SOURCE[0]}" "$@"
fi
refuse_old_place
if [ ! -s "$PGDATA/PG_VERSION" ]; then create_database; fi
exec "$@"
