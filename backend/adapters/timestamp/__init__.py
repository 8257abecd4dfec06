"""Who says when bytes existed."""
