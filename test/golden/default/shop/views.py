"""Is the api fit for work, and do the services it needs answer?"""

import logging
import os
from functools import lru_cache
from time import monotonic

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache

logger = logging.getLogger(__name__)

KEPT = 5  # seconds


def kept(ask):
    """Keep an answer for a while: however many look, the services are asked rarely."""

    @lru_cache(maxsize=1)
    def answer(window):
        try:
            return ask()
        # Drivers have errors of their own, and none is the visitor's business.
        except Exception as error:
            logger.warning("%s: %s", ask.__name__, error)
            return False

    return lambda: answer(monotonic() // KEPT)


@kept
def database_answers():
    # A new connection, because its timeout limits the wait. A query has none.
    probe = connection.copy()
    try:
        probe.ensure_connection()
        return probe.is_usable()
    finally:
        probe.close()


@kept
def cache_answers():
    # Read back, because a cache that is away takes every value without an error.
    cache.set("status", "ok", timeout=KEPT)
    return cache.get("status") == "ok"


@kept
def media_can_be_written():
    return os.access(settings.MEDIA_ROOT, os.W_OK | os.X_OK)


@never_cache
def health(request):
    """Fit for work? Without the database no, without the cache yes."""
    if database_answers():
        return HttpResponse("ok\n", content_type="text/plain")
    return HttpResponse("no database\n", content_type="text/plain", status=503)


@never_cache
def status(request):
    """What the start page shows. That a service is away is an answer, not an error."""
    return JsonResponse(
        {
            "api": True,
            "database": database_answers(),
            "cache": cache_answers(),
            "media": media_can_be_written(),
        }
    )
