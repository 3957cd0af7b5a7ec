"""Posts of offices, of bodies and of the county: who holds them, and who held them before."""
