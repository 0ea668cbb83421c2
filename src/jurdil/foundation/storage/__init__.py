"""How values are kept: region codes, sealed personal fields, ids, bulk rows, the clock. No tables of its own."""
