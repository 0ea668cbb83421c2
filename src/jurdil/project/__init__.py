"""The wiring, nothing else."""
