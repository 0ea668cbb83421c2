"""The addresses of the site: public pages at the root, officers under /meja/, a worker's own file under /berkas/."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("masuk/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("api/", include("jurdil.doors.api.urls")),
    path("meja/", include("jurdil.doors.desk.urls")),
    path("meja/daftar/", include("jurdil.registry.rosters.urls")),
    path("meja/mitra/", include("jurdil.registry.partners.urls")),
    path("meja/penyaringan/", include("jurdil.stages.vetting.urls")),
    path("meja/konsolidasi/", include("jurdil.stages.consolidation.urls")),
    path("berkas/kegiatan/", include("jurdil.stages.consolidation.own_urls")),
    path("berkas/klarifikasi/", include("jurdil.stages.vetting.own_urls")),
    path("", include("jurdil.registry.elections.urls")),
    path("", include("jurdil.stages.recruitment.urls")),
    path("", include("jurdil.stages.selection.urls")),
    path("", include("jurdil.stages.placement.urls")),
    path("", include("jurdil.stages.oversight.urls")),
    path("", include("jurdil.doors.portal.urls")),
    path("", include("jurdil.doors.public.urls")),
]
