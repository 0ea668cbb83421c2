"""Jurdil: the integrity platform for ad hoc election bodies."""
