"""From a phone's camera to a slot, through the API: upload, confirm, attach, judge, look."""

import hashlib
import random
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from backend.capabilities.audit.models import DataViewLog
from backend.capabilities.evidence import queries, service
from backend.capabilities.evidence.rules import EvidenceKind, EvidenceSource
from backend.capabilities.privacy.errors import ConsentRequired
from backend.kit.actor import Actor
from backend.kit.crypto import blind_index
from backend.kit.database import reach_of, reaching
from backend.kit.refusal import Refused
from backend.ports import Ports
from backend.ports.identity_check import CheckKind
from dev.demo.cards import draw_card, id_front
from tests.bank import Client, actor, settle, signed_in
from tests.storage.pictures import encoded, photo, scene

REQUEST = """mutation R($input: RequestUploadInput!) { requestUpload(input: $input) {
  upload { id url status } errors { code message path } } }"""
CONFIRM = """mutation C($input: ConfirmUploadInput!) { confirmUpload(input: $input) {
  upload { id status refusalCode } errors { code message } } }"""
ATTACH = """mutation A($input: AttachEvidenceInput!) { attachEvidence(input: $input) {
  evidence { id version flags } errors { code message path } } }"""
REMOVE = """mutation X($input: RemoveEvidenceInput!) { removeEvidence(input: $input) {
  evidence { id removedReason } errors { code } } }"""
ITEMS = """query Q($filter: EvidenceFilter!) { evidenceItems(first: 20, filter: $filter) {
  edges { node { id slot flags place file { id url contentType } uploader { name } } } } }"""
READ = """mutation R($input: ReadCardInput!) { readCard(input: $input) {
  cardReading { id version fields isSimulated } errors { code message } } }"""
CONFIRM_CARD = """mutation C($input: ConfirmCardReadingInput!) {
  confirmCardReading(input: $input) { cardReading { confirmedAt fields } errors { code } } }"""
CHECK = """mutation I($input: RecordIdentityCheckInput!) { recordIdentityCheck(input: $input) {
  identityCheck { outcome isSimulated vendorRef } errors { code path } } }"""


def a_picture() -> bytes:
    """A photo like no other."""
    picture = scene()
    for _ in range(40):
        spot = (random.randrange(340), random.randrange(240))
        colour = tuple(random.randrange(256) for _ in range(3))
        picture.paste(colour, (*spot, spot[0] + 60, spot[1] + 60))
    return encoded(picture)


def a_key(**wish: Any) -> dict[str, Any]:
    return wish | {"idempotencyKey": str(uuid4())}


async def uploaded(who: Client, content: bytes, content_type: str = "image/jpeg") -> str:
    wish = {"contentType": content_type, "size": len(content), "name": "田间.jpg"}
    digest = hashlib.sha256(content).hexdigest()
    answer = await who.do(REQUEST, input=a_key(**wish, sha256=digest))
    sent = await who.http.put(answer["upload"]["url"], content=content)
    assert sent.status_code == 200
    confirmed = await who.do(CONFIRM, input=a_key(uploadId=answer["upload"]["id"]))
    assert confirmed["upload"]["status"] == "CONFIRMED"
    return str(answer["upload"]["id"])


async def attached(who: Client, upload: str, case: UUID, **more: Any) -> Any:
    wish = {
        "uploadId": upload,
        "subjectType": "TEST_CASE",
        "subjectId": str(case),
        "slot": "M04.FIELD_PHOTO",
        "kind": "PHOTO",
        "source": "CAMERA",
    }
    return await who.do(ATTACH, input=a_key(**wish | more))


async def items(who: Client, case: UUID) -> list[Any]:
    listed = await who.do(ITEMS, filter={"subjectId": str(case), "removed": False})
    return [edge["node"] for edge in listed["edges"]]


async def test_a_photo_finds_its_slot_and_tells_what_is_doubtful(api: httpx.AsyncClient) -> None:
    manager, case = await signed_in(api, "lin.zhuban"), uuid4()
    upload = await uploaded(manager, photo(latitude=(28.0, 13.0, random.random() * 30)))
    await attached(
        manager,
        upload,
        case,
        takenAt="2026-11-16T03:30:05+00:00",
        latitude="30.5",
        longitude="114.3",
        accuracyM=8,
    )

    await settle()

    (item,) = await items(manager, case)
    flags = set(item["flags"]) - {"LOOKS_REUSED"}
    assert flags == {"NOT_SCANNED", "TIME_DIFFERS", "PLACE_DIFFERS"}
    assert item["place"] == "30.50, 114.30"
    assert item["uploader"]["name"] == "林主办"
    assert item["file"]["contentType"] == "image/jpeg"


async def test_inv_21_album_pictures_carry_their_flag_from_the_first_moment(
    api: httpx.AsyncClient,
) -> None:
    manager = await signed_in(api, "lin.zhuban")
    upload = await uploaded(manager, a_picture())

    answer = await attached(manager, upload, uuid4(), source="ALBUM")

    assert answer["evidence"]["flags"] == ["FROM_ALBUM"]


async def test_inv_22_the_same_photo_in_another_case_is_flagged(api: httpx.AsyncClient) -> None:
    manager, first, second = await signed_in(api, "lin.zhuban"), uuid4(), uuid4()
    content = a_picture()
    await attached(manager, await uploaded(manager, content), first)
    await settle()
    again = await uploaded(manager, content)
    await attached(manager, again, first, slot="M04.OTHER")
    await attached(manager, again, second)

    await settle()

    assert all("REUSED" not in item["flags"] for item in await items(manager, first))
    (there,) = await items(manager, second)
    assert "REUSED" in there["flags"]


async def test_inv_04_a_place_needs_the_customers_consent(bank: object, ports: Ports) -> None:
    who, customer = await actor("lin.zhuban"), uuid4()

    class Keeper:
        async def may_attach(self, actor: Actor, subject_id: UUID) -> service.SubjectFacts:
            facts = (subject_id, actor.org_id, actor.org_path, actor.id)
            return service.SubjectFacts(*facts, customer_id=customer, customer_name="张丰收")

        async def may_see(self, _: Actor, __: UUID) -> bool:
            return True

    service.register_subject("CONSENT_CASE", Keeper())
    content, case = a_picture(), uuid4()
    with reaching(reach_of(who)):
        upload = await service.request_upload(
            who,
            service.RequestUpload(
                content_type="image/jpeg",
                size=len(content),
                sha256=hashlib.sha256(content).hexdigest(),
            ),
        )
        await ports.vault.store.put(ports.vault.buckets.tmp, upload.key, content)
        await service.confirm_upload(who, service.ConfirmUpload(upload_id=upload.id), ports)
        wish: dict[str, Any] = {
            "upload_id": upload.id,
            "subject_type": "CONSENT_CASE",
            "subject_id": case,
            "slot": "M04.FIELD_PHOTO",
            "kind": EvidenceKind.PHOTO,
            "source": EvidenceSource.CAMERA,
        }
        with pytest.raises(Refused) as refused:
            await service.attach_evidence(
                who, service.AttachEvidence(**wish, latitude="30.5", longitude="114.3")
            )
        assert [type(one) for one in refused.value.refusals] == [ConsentRequired]
        assert await queries.evidence_of("CONSENT_CASE", case) == []
        await service.attach_evidence(who, service.AttachEvidence(**wish))
        assert len(await queries.evidence_of("CONSENT_CASE", case)) == 1


async def test_a_look_is_watermarked_and_written_down_and_others_see_nothing(
    api: httpx.AsyncClient, fonts_dir: Path
) -> None:
    manager, case, content = await signed_in(api, "lin.zhuban"), uuid4(), a_picture()
    await attached(manager, await uploaded(manager, content), case)
    await settle()
    (item,) = await items(manager, case)
    stranger = await signed_in(api, "shi.yunze")
    colleague = await signed_in(api, "he.xieban")

    view, original, thumbnail = [
        await api.get(
            item["file"]["url"], params={"variant": form, "reason": "核对"}, headers=bearer(manager)
        )
        for form in ("view", "original", "thumbnail")
    ]
    codes = [
        (await api.get(item["file"]["url"], headers=headers)).status_code
        for headers in (bearer(stranger), bearer(colleague), {})
    ]

    assert original.content == content
    assert view.content != content
    assert (view.headers["content-type"], thumbnail.headers["content-type"]) == (
        "image/jpeg",
        "image/webp",
    )
    assert view.headers["cache-control"] == "private, no-store"
    assert codes == [404, 404, 401]
    who = await actor("lin.zhuban")
    with reaching(reach_of(who)):
        looks = await DataViewLog.filter(subject_id=UUID(item["file"]["id"])).order_by("at")
    assert [look.fields_seen for look in looks] == [["view"], ["original"], ["thumbnail"]]


async def test_something_else_than_declared_is_refused(api: httpx.AsyncClient) -> None:
    manager, content = await signed_in(api, "lin.zhuban"), a_picture()
    digest = hashlib.sha256(b"other").hexdigest()
    wish = {"contentType": "image/jpeg", "size": len(content), "sha256": digest}
    upload = (await manager.do(REQUEST, input=a_key(**wish)))["upload"]
    early = await manager.do(CONFIRM, input=a_key(uploadId=upload["id"]))
    await manager.http.put(upload["url"], content=content)

    late = await manager.do(CONFIRM, input=a_key(uploadId=upload["id"]))
    odd = await manager.do(REQUEST, input=a_key(**wish | {"contentType": "text/html"}))

    assert [error["code"] for error in early["errors"]] == ["UPLOAD_NOT_ACCEPTED"]
    assert late["errors"][0]["message"] == "文件内容与登记的摘要不一致,请重新上传"
    assert odd["errors"][0]["code"] == "UPLOAD_NOT_ACCEPTED"


async def test_removed_evidence_leaves_its_slot_and_keeps_its_reason(
    api: httpx.AsyncClient,
) -> None:
    manager, case = await signed_in(api, "lin.zhuban"), uuid4()
    made = (await attached(manager, await uploaded(manager, a_picture()), case))["evidence"]
    await settle()
    (item,) = await items(manager, case)

    wish = {"evidenceId": item["id"], "expectedVersion": made["version"] + 1}
    empty = await manager.do(REMOVE, input=a_key(**wish, reason=" "))
    done = await manager.do(REMOVE, input=a_key(**wish, reason="拍错地块"))

    assert empty["errors"][0]["code"] == "VALIDATION_FAILED"
    assert done["evidence"]["removedReason"] == "拍错地块"
    assert await items(manager, case) == []


async def test_a_card_is_read_and_a_person_confirms(api: httpx.AsyncClient) -> None:
    manager = await signed_in(api, "lin.zhuban")
    card = draw_card(id_front("张丰收", "429999198503129919", "示例县茶山镇云雾村1组"))
    upload = await uploaded(manager, card)

    read = (await manager.do(READ, input=a_key(uploadId=upload, kind="ID_FRONT")))["cardReading"]
    wrong = await manager.do(READ, input=a_key(uploadId=upload, kind="BANK_CARD"))
    fields = {field["name"]: field["value"] for field in read["fields"]}
    confirmed = await manager.do(
        CONFIRM_CARD,
        input=a_key(readingId=read["id"], expectedVersion=read["version"], fields=fields),
    )

    assert fields["name"] == "张丰收"
    assert {field["confidencePct"] for field in read["fields"]} == {99}
    assert read["isSimulated"] is True
    assert confirmed["cardReading"]["confirmedAt"]
    assert wrong["errors"][0]["message"] == "照片是身份证人像面,不是银行卡"


async def test_a_register_that_does_not_answer_is_no_pass(api: httpx.AsyncClient) -> None:
    manager = await signed_in(api, "lin.zhuban")
    person = {"name": "测试", "kind": "ID_NETWORK"}
    silent, known = an_id_ending("83"), "429999198503129919"

    good = await manager.do(CHECK, input=a_key(kind="ID_NETWORK", name="张丰收", idNo=known))
    none = await manager.do(CHECK, input=a_key(**person, idNo=silent))
    lacking = await manager.do(CHECK, input=a_key(name="测试", kind="BANKCARD_4F", idNo=known))

    assert good["identityCheck"]["outcome"] == "MATCH"
    assert none["identityCheck"]["outcome"] == "UNAVAILABLE"
    assert [error["path"] for error in lacking["errors"]] == [["phone"], ["cardNo"]]
    who = await actor("lin.zhuban")
    with reaching(reach_of(who)):
        latest = await queries.latest_identity_check(blind_index(silent), CheckKind.ID_NETWORK)
    assert latest is not None
    assert latest.outcome == "UNAVAILABLE"


def bearer(who: Client) -> dict[str, str]:
    return {"Authorization": f"Bearer {who.token}"}


def an_id_ending(digits: str) -> str:
    """A valid number whose 16th and 17th digit choose the register's scenario."""
    body = f"42999919850501{random.randrange(10)}{digits}"
    weights = [pow(2, place, 11) for place in range(17, 0, -1)]
    total = sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True))
    return body + "10X98765432"[total % 11]
