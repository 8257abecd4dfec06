"""How we reach the core banking system."""
