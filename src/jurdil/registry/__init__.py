"""The standing world: regions, elections, people, partners, bodies, rosters."""
