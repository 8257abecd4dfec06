import hashlib
import io
import subprocess
import zipfile
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage.__main__ import main
from storage.bundle import BundleBuilder, BundleFile, Verdict, verify
from storage.hashing import GENESIS, canonical_json, sha256_hex
from storage.manifest import FileRecord, Manifest, ManifestUnreadable, chain_head
from storage.names import Kind
from storage.store import IntegrityFailed
from storage.vault import Vault

SEALED_AT = datetime(2026, 11, 27, 9, 30, tzinfo=UTC)
FILES = {
    "01_身份资料/身份证正面.jpg": b"front",
    "01_身份资料/身份证反面.jpg": b"back",
    "05_合同/借款合同.pdf": b"contract" * 100_000,
    "06_放款/空白.txt": b"",
}
NAMES = list(FILES)


def streamed(content: bytes) -> Callable[[], AsyncIterator[bytes]]:
    async def pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(content), 1000):
            yield content[start : start + 1000]

    return pieces


def builder(files: dict[str, bytes] = FILES, previous: str | None = None) -> BundleBuilder:
    return BundleBuilder(
        [BundleFile(name, sha256_hex(body), streamed(body)) for name, body in files.items()],
        title="档案 DA-2026-000001",
        sealed_at=SEALED_AT,
        previous=previous,
        facts={"no": "DA-2026-000001", "amount": "300000.00"},
    )


async def built(files: dict[str, bytes] = FILES) -> tuple[bytes, Manifest]:
    made = builder(files)
    return b"".join([piece async for piece in made.stream()]), made.manifest


def repacked(
    bundle: bytes,
    *,
    replace: dict[str, bytes] | None = None,
    drop: tuple[str, ...] = (),
    add: tuple[tuple[str, bytes], ...] = (),
) -> io.BytesIO:
    """Unpack a bundle and pack it again with changes, as a forger would."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(bundle)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            if name not in drop:
                new.writestr(name, (replace or {}).get(name, old.read(name)))
        for name, body in add:
            new.writestr(name, body)
    return out


async def test_a_bundle_holds_what_was_put_in_and_is_intact() -> None:
    bundle, manifest = await built()

    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        assert archive.namelist() == [*NAMES, "manifest.json", "SHA256SUMS"]
        assert {name: archive.read(name) for name in NAMES} == FILES
    verdict = verify(io.BytesIO(bundle), manifest_sha256=manifest.sha256)
    assert verdict == Verdict(manifest=manifest)
    assert verdict.is_intact


async def test_the_manifest_lists_sizes_hashes_and_the_chain() -> None:
    _, manifest = await built()

    assert manifest.files[0] == FileRecord(NAMES[0], 5, hashlib.sha256(b"front").hexdigest())
    head = GENESIS
    for record in manifest.files:
        link = {"prev": head, "value": record.as_json()}
        head = hashlib.sha256(canonical_json(link)).hexdigest()
    assert manifest.head == head
    assert Manifest.parse(manifest.encode()) == manifest


async def test_sha256sum_proves_a_bundle_without_this_program(tmp_path: Path) -> None:
    bundle, _ = await built()
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        archive.extractall(tmp_path)

    proof = subprocess.run(  # noqa: ASYNC221 (a moment's work, and nothing else runs)
        ["sha256sum", "--strict", "-c", "SHA256SUMS"],
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )

    assert proof.returncode == 0
    assert proof.stdout.count(b": OK") == len(FILES) + 1


async def test_a_changed_a_missing_and_an_extra_file_are_named() -> None:
    """INV-59: a sealed archive cannot be altered unnoticed."""
    bundle, manifest = await built()

    forged = repacked(
        bundle,
        replace={NAMES[2]: b"another contract"},
        drop=(NAMES[1],),
        add=(("07_其他/补充.pdf", b"later"),),
    )

    assert verify(forged) == Verdict(
        changed=(NAMES[2],), missing=(NAMES[1],), extra=("07_其他/补充.pdf",), manifest=manifest
    )


async def test_one_flipped_bit_anywhere_in_a_file_is_found() -> None:
    bundle, _ = await built()
    position = bundle.index(b"contractcontract") + 400_000
    forged = bytearray(bundle)

    forged[position] ^= 1

    assert verify(io.BytesIO(bytes(forged))).changed == (NAMES[2],)


async def test_a_second_file_of_the_same_name_is_extra() -> None:
    bundle, _ = await built()

    with pytest.warns(UserWarning, match="Duplicate name"):
        forged = repacked(bundle, add=((NAMES[0], b"front"),))

    assert verify(forged).extra == (NAMES[0],)


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("SHA256SUMS", "changed"),
        ("manifest.json", "problem"),
    ],
)
async def test_the_lists_themselves_are_proved(name: str, verdict: str) -> None:
    bundle, _ = await built()

    assert getattr(verify(repacked(bundle, replace={name: b"{}"})), verdict)
    assert not verify(repacked(bundle, drop=(name,))).is_intact


async def test_a_bundle_made_anew_is_found_by_the_hash_kept_elsewhere() -> None:
    _, manifest = await built()
    forged, _ = await built({**FILES, NAMES[0]: b"another face"})

    assert verify(io.BytesIO(forged)).is_intact
    verdict = verify(io.BytesIO(forged), manifest_sha256=manifest.sha256)
    assert verdict.problem == "清单与登记的摘要不一致"


async def test_a_forged_chain_is_found() -> None:
    bundle, manifest = await built()
    forged = Manifest(
        manifest.title, SEALED_AT, manifest.files[::-1], manifest.head, None, manifest.facts
    )

    verdict = verify(repacked(bundle, replace={"manifest.json": forged.encode()}))

    assert verdict.problem == "清单 manifest.json 缺失或已损坏"


@pytest.mark.parametrize("cut", [0, 10, 1000, -1, -30])
async def test_a_bundle_cut_short_is_not_intact(cut: int) -> None:
    bundle, _ = await built()

    assert not verify(io.BytesIO(bundle[:cut])).is_intact


async def test_a_file_that_unpacks_to_far_more_is_changed_and_not_read_to_its_end() -> None:
    bundle, _ = await built()
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(bundle)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, b"0" * 50_000_000 if name == NAMES[0] else old.read(name))

    assert verify(out).changed == (NAMES[0],)


async def test_a_supplement_goes_on_from_what_it_supplements() -> None:
    _, first = await built()
    made = builder({"补充/说明.txt": b"more"}, previous=first.sha256)

    bundle = b"".join([piece async for piece in made.stream()])

    assert made.manifest.previous == first.sha256
    assert made.manifest.head == chain_head(made.manifest.files, first.sha256)
    assert made.manifest.head != chain_head(made.manifest.files, None)
    assert verify(io.BytesIO(bundle)).is_intact


async def test_a_file_that_is_not_what_it_must_be_stops_the_bundle() -> None:
    made = BundleBuilder(
        [BundleFile("a.txt", sha256_hex(b"a"), streamed(b"b"))], title="", sealed_at=SEALED_AT
    )

    with pytest.raises(IntegrityFailed, match=r"a\.txt"):
        await anext(made.stream())


@pytest.mark.parametrize(
    "name",
    [
        "/etc/passwd", "../a", "a/../../b", "a//b", "a/", "./a", "", "C:a", "a\\b", "a\nb",
        "manifest.json", "SHA256SUMS", "a" * 201,
    ],
)  # fmt: skip
def test_a_name_that_could_leave_its_folder_is_refused(name: str) -> None:
    with pytest.raises(ValueError):
        builder({name: b""})


def test_names_that_differ_by_case_only_are_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        builder({"a.txt": b"", "A.TXT": b""})


@pytest.mark.parametrize("content", [b"", b"[]", b"null", b"{", b"[" * 100_000, b'{"files":[1]}'])
def test_a_manifest_that_is_none_is_unreadable(content: bytes) -> None:
    with pytest.raises(ManifestUnreadable):
        Manifest.parse(content)


async def test_a_bundle_of_sealed_objects_is_kept_and_proved_again(vault: Vault) -> None:
    files = []
    for name, body in FILES.items():
        stored = await vault.put_sealed(body, Kind.DOCUMENT, content_type="application/pdf")
        files.append(BundleFile(name, stored.sha256, lambda kept=stored: vault.open(kept)))
    made = BundleBuilder(files, title="档案", sealed_at=SEALED_AT)

    kept = await vault.put_sealed(made.stream(), Kind.BUNDLE, content_type="application/zip")

    bundle = io.BytesIO(await vault.get(kept))
    assert verify(bundle, manifest_sha256=made.manifest.sha256).is_intact


async def test_the_command_proves_a_bundle_and_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bundle, manifest = await built()
    path = tmp_path / "bundle.zip"
    path.write_bytes(bundle)

    code = main(["verify", str(path), "--manifest-sha256", manifest.sha256], {})

    assert code == 0
    assert capsys.readouterr().out.splitlines() == [
        "核验通过:归档包完整,未被改动",
        "名称:档案 DA-2026-000001",
        "封存时间:2026-11-27 09:30:00+00:00",
        "文件数:4",
        f"清单摘要:{manifest.sha256}",
    ]


async def test_the_command_names_what_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bundle, _ = await built()
    path = tmp_path / "bundle.zip"
    path.write_bytes(
        repacked(bundle, replace={NAMES[2]: b"x"}, drop=(NAMES[1],), add=(("z", b"z"),)).getvalue()
    )

    code = main(["verify", str(path)], {})

    assert code == 1
    assert capsys.readouterr().out.splitlines()[:4] == [
        "核验不通过",
        f"已改动:{NAMES[2]}",
        f"缺失:{NAMES[1]}",
        "多出:z",
    ]


def test_the_command_says_when_there_is_no_bundle(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", str(tmp_path / "none.zip")], {}) == 1
    assert "核验不通过" in capsys.readouterr().out
