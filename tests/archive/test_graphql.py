"""From a paid-out loan to a sealed archive that is proved and taken out, through HTTP."""

import io
import zipfile
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest

from backend.capabilities.application.models import Application
from backend.capabilities.archive.models import Archive, ArchiveItem
from backend.capabilities.product.models import ProductVersion
from backend.kit.database import EVERYTHING, reaching
from backend.kit.money import Fen
from tests.bank import Client, settle, signed_in
from tests.contract.factories import a_limit
from tests.disbursement.factories import approved
from tests.servers import Database

FIND = """query A($filter: ArchiveFilter) {
  archives(first: 5, filter: $filter) {
    edges { node { id no version status completenessPct missing items { docCode sha256 } } }
  }
}"""
CHECK = """mutation C($input: CheckArchiveInput!) {
  checkArchive(input: $input) { archive { version status } errors { code message path } }
}"""
SEAL = """mutation S($input: ChangeArchiveInput!) {
  sealArchive(input: $input) {
    archive { version status edition manifestSha256 isLocked } errors { code }
  }
}"""
SUPPLEMENT = """mutation S($input: ChangeArchiveInput!) {
  supplementArchive(input: $input) { archive { status } errors { code } }
}"""
VERIFY = "query V($id: ID!) { verifyArchive(id: $id) { isIntact changed missing extra problem } }"
REQUEST = """mutation R($input: RequestArchiveDownloadInput!) {
  requestArchiveDownload(input: $input) { access { id version status } errors { code path } }
}"""
DECIDE = """mutation D($input: DecideArchiveDownloadInput!) {
  decideArchiveDownload(input: $input) { access { status } errors { code } }
}"""
OPEN = """mutation O($input: OpenArchiveDownloadInput!) {
  openArchiveDownload(input: $input) { path errors { code } }
}"""


async def a_paid_loan(api: httpx.AsyncClient) -> UUID:
    """A drawdown of 40,000 that the core has paid."""
    limit = await a_limit(api)
    with reaching(EVERYTHING):
        version = await ProductVersion.filter(status="PUBLISHED", product__code="A01").first()
        assert version is not None
        contract = await limit.contract
        await Application.filter(id=contract.application_id).update(product_version_id=version.id)
    row = await approved(limit, Fen(4_000_000))
    await settle()
    return row.id


async def archive_of(terminal: Client, disbursement_id: UUID) -> dict[str, Any]:
    """The archive of a drawdown, as the archivist finds it."""
    found = await terminal.do(FIND, filter={"disbursementId": str(disbursement_id)})
    (edge,) = found["edges"]
    node: dict[str, Any] = edge["node"]
    return node


def keyed(**values: Any) -> dict[str, Any]:
    """An input with a key of its own."""
    return {"idempotencyKey": str(uuid4())} | values


async def sealed(terminal: Client, archive: dict[str, Any]) -> dict[str, Any]:
    """Check, with reasons for what is missing, and seal."""
    checked = await terminal.do(
        CHECK,
        input=keyed(
            archiveId=archive["id"],
            expectedVersion=archive["version"],
            exceptions=[
                {"code": code, "reason": "测试案卷,未生成该材料"} for code in archive["missing"]
            ],
        ),
    )
    assert checked["errors"] == []
    done = await terminal.do(
        SEAL,
        input=keyed(archiveId=archive["id"], expectedVersion=checked["archive"]["version"]),
    )
    assert done["errors"] == []
    node: dict[str, Any] = done["archive"]
    return node


async def test_inv_59_a_paid_loan_is_archived_once_sealed_and_proved(
    api: httpx.AsyncClient, database: Database
) -> None:
    paid = await a_paid_loan(api)
    archivist = await signed_in(api, "feng.dangan")
    outsider = await signed_in(api, "lang.dangan")
    built = await archive_of(archivist, paid)

    incomplete = await archivist.do(
        CHECK, input=keyed(archiveId=built["id"], expectedVersion=built["version"])
    )
    early = await archivist.do(
        SEAL, input=keyed(archiveId=built["id"], expectedVersion=built["version"])
    )
    finished = await sealed(archivist, built)
    verdict = await archivist.do(VERIFY, id=built["id"])
    hidden = await outsider.do(FIND, filter={"disbursementId": str(paid)})
    nothing_new = await archivist.do(
        SUPPLEMENT, input=keyed(archiveId=built["id"], expectedVersion=finished["version"])
    )

    assert built["no"].startswith("DA429901")
    assert built["status"] == "COLLECTING"
    assert "SCHEDULE" in [item["docCode"] for item in built["items"]]
    assert [error["code"] for error in incomplete["errors"]] == ["ARCHIVE_INCOMPLETE"]
    assert [error["code"] for error in early["errors"]] == ["ILLEGAL_TRANSITION"]
    assert (finished["status"], finished["edition"]) == ("SEALED", 1)
    assert len(finished["manifestSha256"]) == 64
    assert verdict == {
        "isIntact": True,
        "changed": [],
        "missing": [],
        "extra": [],
        "problem": None,
    }
    assert hidden == {"edges": []}
    assert [error["code"] for error in nothing_new["errors"]] == ["ARCHIVE_NOTHING_NEW"]
    owner = await asyncpg.connect(database.owner_url)
    await owner.execute("select set_config('app.writes', 'all', false)")
    await owner.execute("select set_config('app.reads', 'all', false)")
    with pytest.raises(asyncpg.PostgresError):
        await owner.execute("update archive_item set sha256 = sha256")
    await owner.close()
    with reaching(EVERYTHING):
        row = await Archive.get(id=built["id"])
        assert row.status == "SEALED"
        assert await Archive.filter(disbursement_id=paid).count() == 1


async def test_a_manifest_that_is_not_the_registered_one_is_named(api: httpx.AsyncClient) -> None:
    paid = await a_paid_loan(api)
    archivist = await signed_in(api, "feng.dangan")
    built = await archive_of(archivist, paid)
    await sealed(archivist, built)
    with reaching(EVERYTHING):
        await Archive.filter(id=built["id"]).update(manifest_sha256="0" * 64)

    verdict = await archivist.do(VERIFY, id=built["id"])

    assert verdict["isIntact"] is False
    assert verdict["problem"] == "清单与登记的摘要不一致"


async def test_an_archive_is_taken_out_with_a_reason_and_a_second_persons_yes(
    api: httpx.AsyncClient,
) -> None:
    paid = await a_paid_loan(api)
    archivist = await signed_in(api, "feng.dangan")
    supervisor = await signed_in(api, "dong.dudao")
    built = await archive_of(archivist, paid)
    finished = await sealed(archivist, built)

    without = await archivist.do(REQUEST, input=keyed(archiveId=built["id"], reason="要"))
    asked = await archivist.do(REQUEST, input=keyed(archiveId=built["id"], reason="诉讼举证需要"))
    access = asked["access"]
    unapproved = await archivist.do(OPEN, input={"accessId": access["id"]})
    decision = {"accessId": access["id"], "expectedVersion": access["version"], "approve": True}
    own = await archivist.do(DECIDE, input=keyed(**decision))
    agreed = await supervisor.do(DECIDE, input=keyed(**decision))
    opened = await archivist.do(OPEN, input={"accessId": access["id"]})
    loaded = await api.get(opened["path"])
    unknown = await api.get("/archives/nobody-gave-this-token")

    assert [error["code"] for error in without["errors"]] == ["VALIDATION_FAILED"]
    assert [error["code"] for error in unapproved["errors"]] == ["DOWNLOAD_NOT_OPEN"]
    assert [error["code"] for error in own["errors"]] == ["MAKER_CHECKER"]
    assert agreed == {"access": {"status": "APPROVED"}, "errors": []}
    assert (loaded.status_code, unknown.status_code) == (200, 404)
    with zipfile.ZipFile(io.BytesIO(loaded.content)) as bundle:
        names = bundle.namelist()
        cover = bundle.read("00_下载说明.txt").decode()
    with reaching(EVERYTHING):
        held = await ArchiveItem.filter(archive_id=built["id"]).count()
    assert len(names) == held + 1
    assert finished["manifestSha256"] in cover
    assert "冯档案" in cover
    assert "诉讼举证需要" in cover
