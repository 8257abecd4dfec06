"""What a developer needs around the product: servers, simulators, demonstration."""
