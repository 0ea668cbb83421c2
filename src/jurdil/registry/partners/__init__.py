"""Camat, lurah, RW and RT: they attest, they never recommend."""
