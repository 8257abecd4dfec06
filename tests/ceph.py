"""Ceph's object gateway from Debian's packages: one monitor, one disk in memory, loopback.

The only server a package manager brings that is used in production and proves versioning
and object lock.
"""

import uuid
from collections.abc import Callable

from dev.embedded.keys import password
from dev.embedded.place import Place
from dev.embedded.process import Service, accepts, free_port, run_as
from dev.embedded.s3 import REGION
from dev.environment import S3Access

# Full ratios in rising order, or a nearly full disk makes the cluster read-only; no
# "public bind addr", or the monitor binds its default ports; a short mount time-out, or a
# client without a monitor hangs for five minutes.
CONFIGURATION = """\
[global]
fsid = {fsid}
mon host = v2:127.0.0.1:{monitor_port}
mon initial members = a
auth cluster required = cephx
auth service required = cephx
auth client required = cephx
keyring = {home}/keyring
run dir = {home}/run
admin socket =
pid file = {home}/run/$name.pid
log file = {home}/log/$name.log
crash dir = {home}/crash
public addr = 127.0.0.1
cluster addr = 127.0.0.1
client mount timeout = 20
ms bind ipv4 = true
ms bind ipv6 = false
ms bind port min = {first_port}
ms bind port max = {last_port}
ms bind msgr1 = false
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 4
osd pool default pgp num = 4
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon warn on pool no redundancy = false
mon max pg per osd = 1000
mon data avail warn = 2
mon data avail crit = 1
mon osd full ratio = .99
mon osd backfillfull ratio = .985
mon osd nearfull ratio = .98
auth allow insecure global id reclaim = false
[mon.a]
mon data = {home}/mon
[osd]
osd data = {home}/osd
osd objectstore = memstore
memstore device bytes = 1073741824
osd memory target = 939524096
osd class update on start = true
[client.rgw.a]
rgw frontends = beast endpoint=127.0.0.1:{gateway_port}
rgw data = {home}/rgw
rgw run sync thread = false
rgw enable usage log = false
rgw crypt require ssl = false
"""
KEYS = {
    "mon.": {"mon": "allow *"},
    "client.admin": dict.fromkeys(("mon", "osd", "mgr", "mds"), "allow *"),
    "osd.0": {"mon": "allow profile osd", "mgr": "allow profile osd", "osd": "allow *"},
    "client.rgw.a": {"mon": "allow rw", "osd": "allow rwx"},
}


class CephGateway:
    """One throw-away cluster."""

    def __init__(self, place: Place) -> None:
        self.place, self.account = place, place.account
        self.home = place.private("ceph")
        self.fsid = str(uuid.uuid4())
        self.monitor_port, self.gateway_port = free_port(), free_port()
        self.configuration = self.home / "ceph.conf"

    def start(self) -> list[Service]:
        """Bring it up, in about fifteen seconds, and answer its processes."""
        for name in ("mon", "osd", "rgw", "run", "log", "crash"):
            self.place.private(f"ceph/{name}")
        self._configure()
        monitor = self._service("ceph-mon", "-i", "a", ready=lambda: accepts(self.monitor_port))
        monitor.start()
        disk = str(uuid.uuid4())
        self._run("ceph", "osd", "new", disk, "0")
        self._run("ceph-osd", "-i", "0", "--mkfs", "--osd-uuid", disk)
        storage = self._service(
            "ceph-osd", "-i", "0", ready=lambda: "1 up" in self._run("ceph", "osd", "stat")
        )
        storage.start()
        gateway = self._service(
            "radosgw", "-n", "client.rgw.a", ready=lambda: accepts(self.gateway_port)
        )
        gateway.start(patience=60)
        return [monitor, storage, gateway]

    def access(self) -> S3Access:
        """Make a user and answer how to reach the gateway as him."""
        access_key = self.place.key("ceph-access", password)
        secret_key = self.place.key("ceph-secret", password)
        self._run(
            "radosgw-admin",
            "user",
            "create",
            "--uid=lingli",
            "--display-name=lingli",
            f"--access-key={access_key}",
            f"--secret={secret_key}",
        )
        return S3Access(f"http://127.0.0.1:{self.gateway_port}", access_key, secret_key, REGION)

    def _configure(self) -> None:
        first = free_port()
        self.configuration.write_text(
            CONFIGURATION.format(
                fsid=self.fsid,
                home=self.home,
                monitor_port=self.monitor_port,
                gateway_port=self.gateway_port,
                first_port=first,
                last_port=first + 60,
            )
        )
        self.configuration.chmod(0o644)
        keyring, monmap = str(self.home / "keyring"), str(self.home / "monmap")
        self._run("ceph-authtool", "-C", keyring)
        for name, allowed in KEYS.items():
            caps = [word for part, right in allowed.items() for word in ("--cap", part, right)]
            self._run("ceph-authtool", keyring, "--gen-key", "-n", name, *caps)
        address = f"[v2:127.0.0.1:{self.monitor_port}]"
        self._run("monmaptool", "--create", "--addv", "a", address, "--fsid", self.fsid, monmap)
        self._run("ceph-mon", "-i", "a", "--mkfs", "--monmap", monmap, "--keyring", keyring)

    def _run(self, program: str, *words: str) -> str:
        return run_as(self.account, ["env", f"CEPH_CONF={self.configuration}", program, *words])

    def _service(self, program: str, *words: str, ready: Callable[[], bool]) -> Service:
        return Service(
            name=program,
            argv=[program, "-f", *words],
            log=self.place.log(program),
            ready=ready,
            env={"CEPH_CONF": str(self.configuration)},
            account=self.account,
        )
