"""How faces are checked."""
