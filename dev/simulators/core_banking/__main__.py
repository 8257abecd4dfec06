"""Run the simulated core: python -m dev.simulators.core_banking --port N --ledger FILE."""

import argparse

from dev.simulators.core_banking.app import Gateway, make_app
from dev.simulators.core_banking.clerk import Clerk
from dev.simulators.core_banking.ledger import Ledger
from dev.simulators.core_banking.scenarios import Choice
from dev.simulators.server import add_listening, secret_of, serve


def main() -> None:
    parser = argparse.ArgumentParser(description="核心系统(模拟)")
    add_listening(parser, "core-demo-secret")
    parser.add_argument("--callback-url", default="", help="where events are posted")
    parser.add_argument("--key-id", default="core-demo")
    parser.add_argument("--dedupe", action="store_true", help="post one request id once")
    parser.add_argument("--seed", type=int, default=1, help="of the odds")
    options = parser.parse_args()
    secret = secret_of(options)
    ledger = Ledger(options.ledger)
    choice = Choice(ledger, options.seed)
    gateway = Gateway(ledger, choice, secret, dedupe=options.dedupe)
    clerk = Clerk(ledger, options.callback_url, options.key_id, secret)
    serve(make_app(gateway, clerk), options.host, options.port, "core_banking")


main()
