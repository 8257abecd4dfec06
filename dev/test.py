"""Run the tests on real servers. Arguments go to pytest; --full adds the long suites."""

import os
import sys
from pathlib import Path

from dev.node import install
from dev.progress import StepFailed, begin, give_up, tell

ROOT = Path(__file__).parents[1]
# What a developer's machine may lack; the tests that need it then skip and say so.
SYSTEM_PARTS = {
    "postgresql-15": "/usr/lib/postgresql/15/bin/postgres",
    "redis-server": "/usr/bin/redis-server",
    "radosgw": "/usr/bin/radosgw",
    "ceph-mon": "/usr/bin/ceph-mon",
    "ceph-osd": "/usr/bin/ceph-osd",
    "fonts-noto-cjk": "/usr/share/fonts/opentype/noto",
    "poppler-utils": "/usr/bin/pdftotext",
    "qpdf": "/usr/bin/qpdf",
    "libnss3-tools": "/usr/bin/certutil",
}


def main() -> None:
    """Prepare what tests need and become pytest."""
    begin()
    try:
        install(with_tools=True)
    except StepFailed as failure:
        give_up(failure)
    missing = [name for name, path in SYSTEM_PARTS.items() if not Path(path).exists()]
    if missing:
        tell(f"本机缺少部分组件,相关测试将{'失败' if os.environ.get('CI') == 'true' else '跳过'}:")
        print(f"  apt-get install --no-install-recommends {' '.join(missing)}", flush=True)
    os.chdir(ROOT)
    words = ["-n", "2", "--dist", "loadfile", *sys.argv[1:]]
    os.execv(sys.executable, [sys.executable, "-m", "pytest", *words])  # noqa: S606 becomes it


if __name__ == "__main__":
    main()
