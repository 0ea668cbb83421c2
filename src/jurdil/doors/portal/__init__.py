"""A worker's own pages."""
