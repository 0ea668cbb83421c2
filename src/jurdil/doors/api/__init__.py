"""The HTTP interface: the same verbs, the same refusals."""
