"""Private matching measured: what tokens cost, and one person at once."""
