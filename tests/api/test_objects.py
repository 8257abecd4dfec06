"""Presigned requests through our own origin, and the demo's outbox."""

from datetime import timedelta
from uuid import uuid4

import httpx

from backend.ports import Ports
from backend.ports.sms import SmsMessage
from storage.names import Kind

LIFETIME = timedelta(minutes=5)


async def test_a_phone_uploads_and_downloads_through_our_origin(
    api: httpx.AsyncClient, ports: Ports
) -> None:
    store, bucket, key = ports.vault.store, ports.vault.buckets.tmp, f"{uuid4()}/{uuid4()}"
    put = await store.presign_put(bucket, key, lifetime=LIFETIME)
    get = await store.presign_get(
        bucket, key, lifetime=LIFETIME, content_type="image/png", file_name="照片.png"
    )

    sent = await api.put(put, content=b"a picture", headers={"Content-Type": "image/png"})
    back = await api.get(get)

    assert put.startswith("/objects/")
    assert sent.status_code == 200
    assert await store.get(bucket, key, size_max=100) == b"a picture"
    assert back.content == b"a picture"
    assert back.headers["content-disposition"].startswith("attachment;")
    assert back.headers["cache-control"] == "no-store"


async def test_an_address_opens_only_what_it_was_signed_for(
    api: httpx.AsyncClient, ports: Ports
) -> None:
    store, bucket, key = ports.vault.store, ports.vault.buckets.tmp, f"{uuid4()}/{uuid4()}"
    put = await store.presign_put(bucket, key, lifetime=LIFETIME)

    elsewhere = await api.put(put.replace(key, f"{uuid4()}/{uuid4()}"), content=b"x")
    unsigned = await api.put(put.partition("?")[0], content=b"x")
    deleted = await api.delete(put)

    assert [elsewhere.status_code, unsigned.status_code, deleted.status_code] == [403, 403, 405]
    assert not await store.exists(bucket, key)


async def test_too_long_a_body_is_refused_before_it_is_read(
    api: httpx.AsyncClient, ports: Ports
) -> None:
    put = await ports.vault.store.presign_put(
        ports.vault.buckets.tmp, f"{uuid4()}/{uuid4()}", lifetime=LIFETIME
    )

    refused = await api.put(put, content=b"x", headers={"Content-Length": str(65 * 1024 * 1024)})

    assert refused.status_code == 413


async def test_the_vault_of_the_bank_keeps_and_gives_back(ports: Ports) -> None:
    stored = await ports.vault.put_sealed(b"bytes", Kind.DOCUMENT, content_type="text/plain")

    assert await ports.vault.get(stored) == b"bytes"
    assert stored.encryption_key_id == "k0"


async def test_the_outbox_shows_a_phone_its_texts_and_says_that_it_is_simulated(
    api: httpx.AsyncClient, ports: Ports
) -> None:
    phone = "14000000021"
    await ports.sms.send(SmsMessage(str(uuid4()), "CODE", phone, "验证码 <135790>"))

    page = await api.get("/demo/outbox")
    told = (await api.get("/demo/outbox", params={"format": "json", "phone": phone})).json()

    assert "模拟" in page.text
    assert "验证码 &lt;135790&gt;" in page.text
    assert told["simulated"] is True
    assert [text["text"] for text in told["texts"]] == ["验证码 <135790>"]
