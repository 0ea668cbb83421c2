"""Addresses of policies and waivers."""

from __future__ import annotations

from django.urls import path

from jurdil.registry.elections import views

app_name = "elections"

urlpatterns = [
    path("kebijakan/", views.policy_list, name="public_policies"),
    path("meja/kebijakan/", views.policy_desk, name="policies"),
    path("meja/kebijakan/<uuid:choice_id>/", views.policy_sign, name="policy_sign"),
    path("meja/kelonggaran/", views.waivers, name="waivers"),
    path("meja/kelonggaran/<uuid:waiver_id>/putuskan/", views.waiver_sign, name="waiver_sign"),
    path("meja/kelonggaran/akhiri/", views.waiver_end, name="waiver_end"),
]
