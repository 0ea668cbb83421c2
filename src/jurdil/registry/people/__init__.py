"""Persons, with their personal values sealed."""
