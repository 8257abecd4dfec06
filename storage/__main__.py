"""The store's own commands; they work without the backend.

    python -m storage provision          make the buckets, say what the store can do
    python -m storage verify BUNDLE      prove an archive bundle

``provision`` reads LINGLI_S3_ENDPOINT (a URL), LINGLI_S3_ACCESS_KEY, LINGLI_S3_SECRET_KEY
and, if set, LINGLI_S3_REGION and LINGLI_S3_BUCKETS (the prefix of their names).
Exit code 0: good; 1: not good; 2: not understood.
"""

import argparse
import asyncio
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from storage.bundle import Verdict, verify
from storage.hashing import is_sha256
from storage.names import Buckets
from storage.retention import Provisioned, provision
from storage.s3 import S3Config, S3Store
from storage.store import StorageFailure


def main(arguments: list[str], environment: Mapping[str, str]) -> int:
    """Run one command; the answer is the exit code."""
    parser = argparse.ArgumentParser("python -m storage", description="影像与电子文件存储")
    commands = parser.add_subparsers(dest="command", required=True)
    production = commands.add_parser("provision", help="建立存储桶并检查存储能力")
    production.add_argument("--production", action="store_true", help="缺少任何能力即失败")
    proof = commands.add_parser("verify", help="核验归档包")
    proof.add_argument("bundle", type=Path, metavar="BUNDLE")
    proof.add_argument("--manifest-sha256", type=_sha256, help="登记的清单摘要")
    given = parser.parse_args(arguments)
    if given.command == "verify":
        return _verify(given.bundle, given.manifest_sha256)
    return _provision(environment, is_production=given.production)


def _verify(path: Path, manifest_sha256: str | None) -> int:
    verdict = verify(path, manifest_sha256=manifest_sha256)
    _say(*verdict_lines(verdict, is_anchored=manifest_sha256 is not None))
    return 0 if verdict.is_intact else 1


def verdict_lines(verdict: Verdict, *, is_anchored: bool) -> list[str]:
    """Tell a verdict in Chinese, the conclusion first."""
    manifest = verdict.manifest
    lines = ["核验通过:归档包完整,未被改动" if verdict.is_intact else "核验不通过"]
    if verdict.problem:
        lines.append(f"原因:{verdict.problem}")
    lines += [f"已改动:{name}" for name in verdict.changed]
    lines += [f"缺失:{name}" for name in verdict.missing]
    lines += [f"多出:{name}" for name in verdict.extra]
    if manifest is not None:
        lines += [
            f"名称:{manifest.title}",
            f"封存时间:{manifest.sealed_at.isoformat(sep=' ', timespec='seconds')}",
            f"文件数:{len(manifest.files)}",
            f"清单摘要:{manifest.sha256}",
        ]
    if verdict.is_intact and not is_anchored:
        lines.append("提示:请将清单摘要与系统登记的摘要核对,或以 --manifest-sha256 给出")
    return lines


def _provision(environment: Mapping[str, str], *, is_production: bool) -> int:
    try:
        config = S3Config(
            endpoint=environment["LINGLI_S3_ENDPOINT"],
            access_key=environment["LINGLI_S3_ACCESS_KEY"],
            secret_key=environment["LINGLI_S3_SECRET_KEY"],
            region=environment.get("LINGLI_S3_REGION", "us-east-1"),
        )
    except KeyError as missing:
        _say(f"缺少环境变量 {missing.args[0]}")
        return 2
    except ValueError:
        _say("LINGLI_S3_ENDPOINT 应为存储服务的网址,例如 https://s3.example.com")
        return 2
    buckets = Buckets.of(environment.get("LINGLI_S3_BUCKETS", "lingli"))
    try:
        ready = asyncio.run(_provisioned(config, buckets))
    except StorageFailure as failure:
        _say(f"存储不可用:{type(failure).__name__} {failure}")
        return 1
    _say(*[_capability_line(bucket) for bucket in ready])
    lacking = [b for b in ready if b.bucket in buckets.kept and not b.capabilities.is_complete]
    return 1 if is_production and lacking else 0


async def _provisioned(config: S3Config, buckets: Buckets) -> list[Provisioned]:
    store = S3Store(config)
    try:
        return await provision(store, buckets)
    finally:
        store.close()


def _capability_line(ready: Provisioned) -> str:
    able = ready.capabilities
    parts = {
        "版本控制": able.versioning,
        "对象锁定": able.object_lock,
        "上传校验": able.checksum,
        "自动清理": ready.sweeps,
    }
    return f"{ready.bucket}  " + "  ".join(
        f"{name}:{'有' if is_able else '无'}" for name, is_able in parts.items()
    )


def _sha256(text: str) -> str:
    if not is_sha256(text):
        raise argparse.ArgumentTypeError("应为 64 位十六进制小写摘要")
    return text


def _say(*lines: str) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
