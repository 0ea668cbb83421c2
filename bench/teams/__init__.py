"""Benchmarks of the teams: Jakarta against greedy, the nation, vacancies, and instances of the literature."""
