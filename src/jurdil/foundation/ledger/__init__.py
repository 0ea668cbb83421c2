"""The public log: every verb leaves a line that a stranger can verify and nobody can read a person from."""
