"""An invented Jakarta to try the house on: every person, list and fault here is made up."""
