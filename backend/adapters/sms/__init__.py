"""How texts are sent."""
