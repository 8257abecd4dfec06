"""Run the simulated bureau: python -m dev.simulators.credit_bureau --port N --ledger FILE."""

import argparse

from dev.simulators.credit_bureau.app import Bureau, make_app
from dev.simulators.credit_bureau.ledger import Ledger
from dev.simulators.server import add_listening, secret_of, serve


def main() -> None:
    parser = argparse.ArgumentParser(description="征信前置(模拟)")
    add_listening(parser, "bureau-demo-secret")
    parser.add_argument("--delay", type=float, default=0, help="seconds before each answer")
    parser.add_argument("--cost-fen", type=int, default=500, help="price of one query")
    options = parser.parse_args()
    secret = secret_of(options)
    bureau = Bureau(Ledger(options.ledger, options.cost_fen), secret, options.delay)
    serve(make_app(bureau), options.host, options.port, "credit_bureau")


main()
