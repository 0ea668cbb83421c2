"""An officer's overview."""
