"""Which view answers which URL."""

from django.conf import settings
from django.conf.urls.static import static
from django.contrib import admin
from django.urls import path

from . import views

urlpatterns = [
    # For the container's health check.
    path("healthz", views.health),
    # For the start page. Nothing else needs it.
    path("api/status/", views.status),
    path("admin/", admin.site.urls),
    # In development alone: in production nginx serves these files.
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),
]
