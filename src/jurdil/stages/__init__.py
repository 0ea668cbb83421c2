"""The stages of a worker's life; a stage may lean on an earlier one, never on a later one."""
