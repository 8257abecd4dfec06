"""Run the three embedded servers under the supervisor in the folder named by the first argument.

The second names a folder for the servers' programs.
"""

import json
import sys
from pathlib import Path

from dev.embedded.binaries import reachable_copy
from dev.embedded.place import Place
from dev.embedded.postgres import Postgres
from dev.embedded.process import free_port, unprivileged
from dev.embedded.s3 import ObjectServer
from dev.embedded.supervisor import AlreadyRunning, Claim, Supervisor
from dev.embedded.valkey import Valkey


def main() -> None:
    place = Place(Path(sys.argv[1]), unprivileged())
    place.passage()
    with Claim(place.folder), Supervisor() as supervisor:
        postgres, valkey, rclone = reachable_copy(Path(sys.argv[2]))
        servers = (
            Postgres(postgres, place, free_port(), {"fsync": "off"}),
            Valkey(valkey, place, free_port()),
            ObjectServer(rclone, place, free_port()),
        )
        services = [server.service() for server in servers]
        for service in services:
            supervisor.start(service)
        told = {
            service.name: {"pid": service.pid, "port": server.port}
            for service, server in zip(services, servers, strict=True)
        }
        sys.stdout.write(f"{json.dumps(told)}\n")
        sys.stdout.flush()
        supervisor.watch()


if __name__ == "__main__":
    try:
        main()
    except AlreadyRunning as refusal:
        sys.exit(str(refusal))
    except KeyboardInterrupt:
        pass
