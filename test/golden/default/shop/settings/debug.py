"""For ./stack dev: the settings and services of production, with debugging on."""

import os

from .base import MEDIA_ROOT
from .production import *  # noqa: F403
from .production import LOGGING, STORAGES

DEBUG = True

# With DEBUG Django prints its own lines as well, and each would come twice.
LOGGING["loggers"] = {"django": {"handlers": [], "level": "INFO"}}

# From where they are edited, not from where collectstatic puts them.
STORAGES["staticfiles"] = {
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}

# In production it is a folder of the host.
MEDIA_ROOT.mkdir(exist_ok=True)

# Mailpit shows every mail and sends none.
EMAIL_HOST = os.environ["EMAIL_HOST"]
EMAIL_PORT = 1025
