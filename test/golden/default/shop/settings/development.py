"""For `python manage.py runserver`: SQLite, a cache in memory, nothing to set up."""

from .base import *  # noqa: F403
from .base import BASE_DIR, MEDIA_ROOT

DEBUG = True
SECRET_KEY = "known to everybody, for development alone"  # noqa: S105

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": BASE_DIR / "db.sqlite3",
    }
}

# In production it is a folder of the host.
MEDIA_ROOT.mkdir(exist_ok=True)
