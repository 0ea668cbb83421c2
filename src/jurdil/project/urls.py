"""The addresses of the site: public pages at the root, officers under /meja/, a worker's own file under /berkas/."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("masuk/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
]
