"""How we reach the credit bureau."""
