"""What all simulated adapters share: they never serve a bank's production."""


class SimulatedInProduction(RuntimeError):
    """Somebody configured a simulation (模拟) where real customers are served."""


def refuse_production(stage: str, port: str) -> None:
    """Stop the start of the process rather than answer a customer with a simulation.

    Raises:
        SimulatedInProduction: the stage is production.
    """
    if stage == "production":
        raise SimulatedInProduction(port)
