"""Linkage measured on an invented country whose truth is known; the generator shares nothing with the engine."""
