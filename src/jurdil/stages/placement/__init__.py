"""From an order to teams, appointments and replacements."""
