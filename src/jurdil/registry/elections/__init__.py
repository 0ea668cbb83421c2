"""Elections, their calendar and their polling stations (TPS)."""
