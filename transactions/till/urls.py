"""Addresses of the till page, below /kasse/."""

from django.urls import path

from transactions.till import (
    carding,
    collecting,
    doors,
    outcome,
    pages,
    recognising,
    redeeming,
    returning,
    today,
)

app_name = "till"
urlpatterns = [
    path("", pages.show_page, name="page"),
    path("huelle/", pages.show_shell, name="shell"),
    path("worker.js", pages.serve_worker, name="worker"),
    path("einrichten/", doors.enrol, name="enrol"),
    path("anmelden/", doors.sign_in, name="sign-in"),
    path("abmelden/", doors.sign_out, name="sign-out"),
    path("erkennen/", recognising.recognise, name="recognise"),
    path("sammeln/", collecting.collect, name="collect"),
    path("nachreichen/", collecting.send_later, name="send-later"),
    path("einloesen/", redeeming.redeem, name="redeem"),
    path("rueckgabe/", returning.refund, name="refund"),
    path("stand/", carding.show_balance, name="balance"),
    path("auftrag/", carding.capture, name="capture"),
    path("heute/", today.show_today, name="today"),
    path("buchungen/<uuid:transaction_id>/", outcome.follow, name="follow"),
    path("buchungen/<uuid:transaction_id>/bon/", returning.show_receipt, name="receipt"),
    path("buchungen/<uuid:transaction_id>/bestaetigen/", redeeming.confirm, name="confirm"),
    path("buchungen/<uuid:transaction_id>/stornieren/", returning.reverse, name="reverse"),
]
