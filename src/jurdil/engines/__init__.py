"""Pure engines: no Django, no election word, no import of one another; `crew` is the floor below them."""
