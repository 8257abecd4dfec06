"""How we reach the registers of identity."""
