"""Pure engines: no Django, no election word, no import of one another; `crew` and `disk` are the floor below them."""
