"""Benchmarks: each is a command that prints its figures with data, machine and date."""
