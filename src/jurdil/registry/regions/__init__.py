"""The regions of Indonesia, by code and by the names people write."""
