"""From a roster entry to a ruling by two people."""
