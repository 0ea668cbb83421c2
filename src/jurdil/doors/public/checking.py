"""Check a receipt that somebody brings: nothing of it is kept."""

from __future__ import annotations

import json
from dataclasses import dataclass

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from jurdil.engines.merkle import Untrusted, VerifiedReceipt, verify_receipt
from jurdil.foundation.ledger.models import Leaf
from jurdil.foundation.ledger.receipts import proof_of
from jurdil.foundation.ledger.sequencing import log_public_key

MAX_BYTES = 64 * 1024  # a receipt is about 1 KB


class ReceiptForm(forms.Form):
    """A receipt as a file or as text."""

    file = forms.FileField(label=gettext_lazy("Berkas tanda terima (.json)"), required=False)
    text = forms.CharField(
        label=gettext_lazy("atau isi berkasnya"), required=False, widget=forms.Textarea, max_length=MAX_BYTES
    )


@dataclass(frozen=True)
class Result:
    """What came of a check. proof: where in the log the line stands, None while it waits for its number."""

    fault: str = ""
    verified: VerifiedReceipt | None = None
    is_logged: bool = False
    proof: dict[str, object] | None = None


@never_cache
@sensitive_post_parameters()
def check_page(request: HttpRequest) -> HttpResponse:
    """Take a receipt and say whether it is genuine and stands in the log."""
    form = ReceiptForm(request.POST or None, request.FILES or None)
    result = None
    if request.method == "POST" and form.is_valid():
        result = check(_given(form))
    return render(request, "public/check.html", {"form": form, "result": result})


def _given(form: ReceiptForm) -> str:
    file: UploadedFile[bytes] | None = form.cleaned_data["file"]
    if file is None:
        return str(form.cleaned_data["text"])
    return str(file.read(MAX_BYTES + 1), "utf-8", "replace")


def check(text: str) -> Result:
    """Recompute the receipt in `text`, check our signature, and look its line up in the log."""
    if not text.strip() or len(text) > MAX_BYTES:
        return Result(_("Tidak ada tanda terima di sini: pilih berkasnya atau tempelkan isinya (paling besar 64 KB)."))
    try:
        receipt = json.loads(text)
    except (ValueError, RecursionError):
        receipt = None
    if not isinstance(receipt, dict):
        return Result(_("Ini bukan tanda terima: isinya tidak terbaca. Unggah berkas .json seperti yang Anda terima."))
    try:
        verified = verify_receipt(receipt, log_public_key())
    except Untrusted:
        return Result(
            _("Tanda terima ini TIDAK sah: isinya berubah setelah ditandatangani, atau bukan dari sistem ini.")
        )
    leaf = _leaf_of(verified)
    return Result(verified=verified, is_logged=leaf is not None, proof=proof_of(leaf.id) if leaf else None)


def _leaf_of(verified: VerifiedReceipt) -> Leaf | None:
    """Find the line by region and kind first: these two stand in an index, the hash does not."""
    there = Leaf.objects.filter(region=str(verified.leaf.get("region")), kind=str(verified.leaf.get("kind")))
    return there.filter(leaf_hash=verified.leaf_hash).only("id").first()
