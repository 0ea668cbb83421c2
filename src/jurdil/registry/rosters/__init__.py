"""Lists brought in by others, kept as immutable snapshots."""
