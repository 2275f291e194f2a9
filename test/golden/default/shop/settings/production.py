"""For the api's container: all from the environment. A gap there stops the start."""

import os

import dj_database_url

from .base import *  # noqa: F403

DEBUG = False
SECRET_KEY = os.environ["DJANGO_SECRET_KEY"]
ALLOWED_HOSTS = os.environ["DJANGO_ALLOWED_HOSTS"].split(",")

DATABASES = {
    "default": dj_database_url.parse(
        os.environ["DATABASE_URL"], conn_max_age=60, conn_health_checks=True
    )
}
# A database that is away must not hold up every thread for minutes.
DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 2)

# Static files get a hash into their names, so that browsers may keep them for a year.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    },
}

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.memcached.PyMemcacheCache",
        "LOCATION": os.environ["CACHE_LOCATION"],
        "KEY_PREFIX": "shop",
        # Without its cache the site is slower, but not down.
        "OPTIONS": {
            "ignore_exc": True,
            "connect_timeout": 0.5,
            "timeout": 0.5,
            "retry_timeout": 1,
            "dead_timeout": 5,
        },
    }
}

# nginx overwrites the header, whatever a client sends.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
HTTPS = {"on": True, "off": False}[os.environ["DJANGO_HTTPS"]]
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
# For https that ends before this host, as at a CDN: nginx then sees plain http.
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
# HSTS and the redirect to https are nginx's, for all of the site and from the moment
# the certificate is there. Before that, a redirect of Django's would lead nowhere.
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008"]

# By default Django prints nothing when DEBUG is off.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{levelname} {name}: {message}", "style": "{"}},
    "handlers": {
        "stdout": {
            "class": "logging.StreamHandler",
            "stream": "ext://sys.stdout",
            "formatter": "line",
        }
    },
    "root": {"handlers": ["stdout"], "level": "INFO"},
}
