"""gunicorn in the api container: nginx in front, a read-only file system below."""

import os

bind = "0.0.0.0:8000"

# Threads wait for the database, processes use the cores. Both can be set in .env.
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", 2))
threads = int(os.environ.get("WEB_THREADS", 4))

# Above the 5 s after which nginx drops an idle connection, so that gunicorn never
# closes one just as a request comes. Not far above: a stop waits for idle connections.
keepalive = 10

# Below nginx's proxy_read_timeout of 65 s: the reason of a timeout stands in this log.
timeout = 60
# Below the container's stop_grace_period of 40 s.
graceful_timeout = 30

# In memory: a heartbeat must not wait for a disk.
worker_tmp_dir = "/dev/shm"  # noqa: S108
# From 25.1 on gunicorn would put a socket into the home directory.
control_socket_disable = True

# Only nginx reaches the port, and it overwrites every forwarded header.
forwarded_allow_ips = "*"
