"""Bodies, seats and appointments: who held what, when."""
