"""Tags of vetting."""
