"""How cards and licences are read."""
