"""Tags of the selection."""
