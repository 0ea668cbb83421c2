"""From scores to an order that anyone can recompute."""
