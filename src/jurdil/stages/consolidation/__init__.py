"""Gather, inform, commit."""
