"""People who sign in tests: their phones, their links, their steps over HTTP."""

import base64
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4

import httpx

from backend.capabilities.evidence import service as evidence
from backend.capabilities.product.models import DocumentTemplate
from backend.capabilities.product.rules import TemplateStatus
from backend.capabilities.signing.models import Signer, SignerDocument, SigningTask
from backend.capabilities.signing.rules import SigningKind, SigningMode, SigningOrder
from backend.capabilities.signing.service import (
    DisclosureGiven,
    OpenSigning,
    SignerGiven,
    open_task,
)
from backend.kit.clock import utc_now
from backend.kit.database import EVERYTHING, reaching
from backend.kit.json import Json
from backend.kit.work import unit_of_work
from backend.ports import Ports
from dev.demo.faces import draw_frames
from dev.demo.seed_products import STAMP
from storage.documents import read_template
from tests.bank import Client, actor, settle
from tests.customer.factories import an_id_number

AT = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
BANK = "清江农村商业银行(演示)"
NAMES = ("张丰收", "李谷雨", "王立秋", "陈小满")
PNG = base64.b64encode(
    base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    )
).decode()
PACT: dict[str, Any] = {
    "code": "X09",
    "title": "协议书",
    "number": "{{no}}",
    "variables": {
        "no": "编号",
        "parties": {"label": "当事人", "kind": "list", "fields": {"key": "标识", "name": "姓名"}},
    },
    "body": [
        {"article": "约定", "body": [{"text": "各方约定如下。"}]},
        {
            "signatures": [
                {
                    "key": "{{party.key}}",
                    "label": "{{party.name}}",
                    "each": "parties",
                    "as": "party",
                },
                {"key": "bank", "label": "盖章", "style": "seal"},
            ]
        },
    ],
}
_phones = count(13900000001)
_rendered: dict[tuple[str, int], evidence.RenderedFile] = {}


@dataclass
class Person:
    """Somebody with a phone; ``client`` is his own device."""

    name: str
    key: str
    phone: str
    id_no: str
    client: Client
    ports: Ports
    signer_id: UUID | None = None
    answers: list[Any] = field(default_factory=list)

    def text(self, pattern: str) -> str:
        """Find what a pattern catches in the newest text that has it."""
        assert self.ports.demo_outbox is not None
        for sent in self.ports.demo_outbox.latest(utc_now(), phone=self.phone):
            if found := re.search(pattern, sent.text):
                return found.group(1)
        raise AssertionError(f"no text to {self.name} has {pattern}")

    @property
    def link(self) -> str:
        """The token of the newest link."""
        return self.text(r"/sign/([\w-]+)")

    async def sign_in(self) -> None:
        """Go in by link, phone and code."""
        await self.ask_login_code()
        answer = await self.try_login(self.text(r"验证码 (\d{6}),用于登录"))
        assert answer["errors"] == []
        self.client.token = answer["accessToken"]

    async def ask_login_code(self) -> Any:
        given = {"token": self.link, "phone": self.phone}
        answer = await self.client.do(SEND_LOGIN, input=given)
        await settle()
        return answer

    async def try_login(self, code: str, phone: str = "", link: str = "") -> Any:
        given = {"token": link or self.link, "phone": phone or self.phone, "code": code}
        return await self.client.do(SIGN_IN, input=given)

    async def show_face(self, scenario: str = "pass") -> Any:
        """Start a check and submit a film."""
        challenge = await self.challenge()
        return await self.submit(challenge, draw_frames(scenario, 4))

    async def challenge(self) -> str:
        started = await self.client.do(START_FACE, input={"device": "test"})
        assert started["errors"] == []
        return str(started["challenge"]["challengeId"])

    async def submit(self, challenge: str, frames: list[bytes]) -> Any:
        film = [
            {"atMs": number * 100, "imageBase64": base64.b64encode(frame).decode()}
            for number, frame in enumerate(frames)
        ]
        return await self.client.do(SUBMIT_FACE, input={"challengeId": challenge, "frames": film})

    async def own(self) -> Any:
        return await self.client.do(OWN)

    async def read_all(self) -> Any:
        """Open and read every document; the clock is turned back by ten seconds."""
        own = await self.own()
        answer = None
        for document in own["documents"]:
            opened = await self.client.do(OPEN_DOCUMENT, input={"documentId": document["id"]})
            assert base64.b64decode(opened["contentBase64"]).startswith(b"%PDF")
            await turn_back(SignerDocument, document["id"], "opened_at", 10)
            answer = await self.client.do(
                READ, input=keyed(documentId=document["id"], seconds=8, isScrolled=True)
            )
            assert answer["errors"] == []
        return answer

    async def confirm(self) -> Any:
        """Read the cost disclosure and confirm it in time."""
        own = await self.own()
        await self.client.do(SHOW, input=keyed())
        await turn_back(Signer, own["id"], "disclosure_shown_at", 60)
        return await self.confirm_now()

    async def confirm_now(self) -> Any:
        own = await self.own()
        return await self.client.do(
            CONFIRM, input=keyed(disclosureSha256=own["task"]["disclosureSha256"])
        )

    async def ask_sign_code(self) -> Any:
        own = await self.own()
        answer = await self.client.do(
            SEND_SIGN, input={"documentSetSha256": own["documentSetSha256"]}
        )
        await settle()
        return answer

    @property
    def sign_code(self) -> str:
        return self.text(r"验证码 (\d{6}),用于确认")

    async def give(self, code: str) -> Any:
        return await self.client.do(SIGN, input={"code": code, "handwritingBase64": PNG})

    async def come_to_signing(self, *, disclosure: bool = False) -> None:
        """Do everything up to the code that signs."""
        await self.sign_in()
        assert (await self.show_face())["errors"] == []
        await self.read_all()
        if disclosure:
            assert (await self.confirm())["errors"] == []
        assert (await self.ask_sign_code())["errors"] == []


def keyed(**values: Any) -> dict[str, Any]:
    """Give an input its idempotency key."""
    return values | {"idempotencyKey": str(uuid4())}


async def turn_back(model: Any, row_id: Any, column: str, seconds: int) -> None:
    """Let a moment lie further back, as if time had passed."""
    with reaching(EVERYTHING):
        row = await model.get(id=row_id)
        await model.filter(id=row_id).update(
            **{column: getattr(row, column) - timedelta(seconds=seconds)}
        )


def people(http: httpx.AsyncClient, ports: Ports, number: int = 4) -> list[Person]:
    """Make people with phones of their own."""
    return [
        Person(
            name=NAMES[n],
            key=f"party_{n + 1}",
            phone=str(next(_phones) * 100 // 100),
            id_no=an_id_number(),
            client=Client(http),
            ports=ports,
        )
        for n in range(number)
    ]


async def a_document(ports: Ports, no: str, number: int) -> evidence.RenderedFile:
    """Render a pact of some parties, once per test run."""
    if (no, number) not in _rendered:
        with reaching(EVERYTHING):
            union = (await actor("lin.zhuban")).union_id
            template = await DocumentTemplate.create(
                legal_entity_id=union,
                code=f"X{uuid4().hex[:8]}",
                number=1,
                title="协议书",
                content=PACT,
                sha256=read_template(PACT).sha256,
                status=TemplateStatus.PUBLISHED,
                effective_from=AT.date(),
                author_id=uuid4(),
                publisher_id=uuid4(),
                **STAMP,
            )
        parties = [{"key": f"party_{n + 1}", "name": NAMES[n]} for n in range(number)]
        _rendered[no, number] = await evidence.render_document(
            ports, template, {"no": no, "parties": parties}, issuer=BANK, at=AT
        )
    return _rendered[no, number]


async def a_task(
    ports: Ports,
    signing: list[Person],
    *,
    documents: int = 1,
    change: Callable[[OpenSigning], OpenSigning] | None = None,
    order: SigningOrder = SigningOrder.ANY,
    mode: SigningMode = SigningMode.REMOTE_H5,
    disclosure: bool = False,
    recording: bool = False,
) -> SigningTask:
    """Open a signing of some people and deliver their links."""
    files = [await a_document(ports, f"XY-{n + 1}", len(signing)) for n in range(documents)]
    subject = uuid4()
    async with unit_of_work(await actor("lin.zhuban")) as work:
        kept = [
            await evidence.keep_document(
                work, each, title=f"协议书{n + 1}", subject_type="TEST", subject_id=subject
            )
            for n, each in enumerate(files)
        ]
        opening = OpenSigning(
            kind=SigningKind.CREDIT_CONTRACT,
            subject_type="TEST",
            subject_id=subject,
            title="个人授信合同",
            mode=mode,
            order=order,
            documents=tuple(each.id for each in kept),
            signers=tuple(
                SignerGiven(
                    key=person.key,
                    customer_id=uuid4(),
                    name=person.name,
                    id_no=person.id_no,
                    phone=person.phone,
                    role="借款人",
                    seq=n,
                )
                for n, person in enumerate(signing, start=1)
            ),
            expires_at=work.now + timedelta(days=7),
            disclosure=DisclosureGiven(
                title="综合融资成本明示表", content=Json({"rate": "5.20"}), min_seconds=15
            )
            if disclosure
            else None,
            recording_required=recording,
        )
        task = await open_task(work, change(opening) if change else opening)
    await settle()
    with reaching(EVERYTHING):
        for row in await Signer.filter(task_id=task.id):
            next(each for each in signing if each.key == row.key).signer_id = row.id
    return task


def mutation(verb: str, answer: str) -> str:
    """Write a mutation's document."""
    given = f"{verb[0].upper()}{verb[1:]}Input"
    return (
        f"mutation A($input: {given}!) {{ {verb}(input: $input)"
        f" {{ {answer} errors {{ code message path }} }} }}"
    )


GREET = mutation("openSigning", "title name phone isYourTurn").replace(
    "OpenSigningInput", "OpenSigningLinkInput"
)
SEND_LOGIN = mutation("sendLoginCode", "nextAfterSeconds")
SIGN_IN = mutation("signInSigner", "accessToken")
START_FACE = mutation("startFaceCheck", "challenge { challengeId actions }")
SUBMIT_FACE = mutation("submitFaceFrames", "signing { status }")
OWN = """{ ownSigning { id name phone idNo status documentSetSha256 allowedActions signedAt
  task { title status disclosure disclosureSha256 }
  documents { id signedAt document { title sha256 } } } }"""
OPEN_DOCUMENT = mutation("openDocument", "contentBase64 sha256")
READ = mutation("noteDocumentRead", "signing { status }")
SHOW = mutation("showDisclosure", "signing { status }")
CONFIRM = mutation("confirmDisclosure", "signing { status }")
SEND_SIGN = mutation("sendSignCode", "nextAfterSeconds")
SIGN = mutation("signDocuments", "signing { status }")
DECLINE = mutation("declineSigning", "signing { status }")
VOID = mutation("voidSigningTask", "signingTask { status }")
ASSIST = mutation("assistSigner", "accessToken")
RESEND = mutation("resendSigning", "signer { status }")
REPLACE = mutation("replaceSignerPhone", "phoneReplacement { id phone }")
DECIDE = mutation("decidePhoneReplacement", "phoneReplacement { isApproved }")
TASK = """query A($id: ID!) { signingTask(id: $id) { version status endReason
  documents { id sha256 isSealed revision revisions { step revision sha256 } }
  signers { name phone idNo status signedAt } evidence { seq type data } } }"""
VERIFY = """query A($id: ID!) { verifySigningDocument(id: $id) { isKnown isValid
  isComplete chainProblem problems
  signatures { key kind signerName isValid } } }"""
VERIFY_FILE = """query A($file: String!) { verifySignedDocument(contentBase64: $file) { isKnown
  isValid isComplete chainProblem problems signatures { signerName isValid } } }"""
