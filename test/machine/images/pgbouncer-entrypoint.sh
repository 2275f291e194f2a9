#!/bin/sh
# Entry point of the PgBouncer stand-in, written anew after what the public image documents.
# In:  DB_HOST, DB_PORT, DB_NAME, DB_USER, DB_PASSWORD, AUTH_TYPE, POOL_MODE, DEFAULT_POOL_SIZE, MAX_CLIENT_CONN;
#      a folder /etc/pgbouncer that its user may write.
# Out: the command, after the configuration and the list of users were written there. A password that the server
#      checks by SCRAM must stand there as it is: PgBouncer logs in with it.
set -eu
folder=/etc/pgbouncer
umask 077
printf '"%s" "%s"\n' "$DB_USER" "$DB_PASSWORD" > "$folder/userlist.txt"
cat > "$folder/pgbouncer.ini" << INI
[databases]
${DB_NAME:-*} = host=$DB_HOST port=${DB_PORT:-5432} user=$DB_USER

[pgbouncer]
listen_addr = 0.0.0.0
listen_port = 5432
unix_socket_dir =
auth_file = $folder/userlist.txt
auth_type = ${AUTH_TYPE:-md5}
pool_mode = ${POOL_MODE:-session}
default_pool_size = ${DEFAULT_POOL_SIZE:-20}
max_client_conn = ${MAX_CLIENT_CONN:-100}
ignore_startup_parameters = extra_float_digits
INI
exec "$@"
