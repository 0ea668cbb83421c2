"""Pages that cross stages; doors have no tables and no verbs."""
