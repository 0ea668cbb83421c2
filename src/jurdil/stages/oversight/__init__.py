"""From a report to a case, a sanction and a replacement."""
