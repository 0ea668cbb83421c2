"""Who acts, in which role, over which regions; and the walls around every verb and query."""
