"""Run the simulated bureau: python -m dev.simulators.credit_bureau --port N --ledger FILE."""

import argparse
from pathlib import Path

from dev.simulators.credit_bureau.app import Bureau, make_app
from dev.simulators.credit_bureau.ledger import Ledger
from dev.simulators.server import serve


def main() -> None:
    parser = argparse.ArgumentParser(description="征信前置(模拟)")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--ledger", type=Path, required=True, help="SQLite file")
    parser.add_argument("--secret", default="bureau-demo-secret", help="shared with the bank")
    parser.add_argument("--delay", type=float, default=0, help="seconds before each answer")
    parser.add_argument("--cost-fen", type=int, default=500, help="price of one query")
    options = parser.parse_args()
    bureau = Bureau(Ledger(options.ledger, options.cost_fen), options.secret, options.delay)
    serve(make_app(bureau), options.host, options.port, "credit_bureau")


main()
