"""Who certifies signers."""
