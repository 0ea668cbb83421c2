"""From the form to the outcome of the administrative review."""
