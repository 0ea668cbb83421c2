"""Everyone's pages."""
