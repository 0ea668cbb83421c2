"""Long work in chunks: what a chunk did and where the next begins are one transaction, so a kill loses nothing."""
