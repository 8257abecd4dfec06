"""Having a permission signed: the text is made and frozen first, then the signer is called."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from backend.capabilities.audit import service as audit
from backend.capabilities.credit_authorization.events import AuthorizationValid
from backend.capabilities.credit_authorization.models import CreditAuthorization
from backend.capabilities.credit_authorization.rules import (
    AUTHORIZATION,
    REASON_ZH,
    ROLE_ZH,
    AuthorizationState,
    QueryReason,
    SignMode,
    SubjectRole,
)
from backend.capabilities.evidence import queries as evidence_queries
from backend.capabilities.evidence import service as evidence
from backend.capabilities.organization import queries as organization
from backend.capabilities.product import queries as products
from backend.capabilities.reference import queries as reference
from backend.capabilities.signing import service as signing
from backend.capabilities.signing.rules import SigningKind, SigningMode
from backend.kit.actor import Actor
from backend.kit.clock import utc_now
from backend.kit.command import about
from backend.kit.refusal import NotFound
from backend.kit.scope import rows_within
from backend.kit.work import unit_of_work
from backend.ports import Ports

SUBJECT = "CreditAuthorization"
SIGNER_KEY = "subject"
LIFE = timedelta(hours=72)
MODES = {
    SignMode.PAD_HANDWRITTEN: SigningMode.FACE_TO_FACE,
    SignMode.PAPER_SCAN: SigningMode.FACE_TO_FACE,
    SignMode.H5_REMOTE: SigningMode.REMOTE_H5,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SendCreditAuthorization:
    """发出征信授权书,由本人签署"""

    authorization_id: UUID = about("征信授权书")
    expected_version: int = about("期望版本")


async def send_credit_authorization(
    actor: Actor, command: SendCreditAuthorization, ports: Ports
) -> CreditAuthorization:
    """Make the text, freeze it and call the person who signs.

    Raises:
        NotFound: it is out of reach.
        IllegalTransition: it has been sent already, or has ended.
        DocumentUnprintable: a name or number cannot be printed.
    """
    row = await _to_send(actor, command)
    rendered, version = await _render(row, ports)
    async with unit_of_work(actor) as work:
        locked = await work.lock(
            CreditAuthorization,
            row.id,
            within=rows_within(CreditAuthorization, actor, "credit-authorization:manage"),
            expected_version=command.expected_version,
        )
        document = await evidence.keep_document(
            work,
            rendered,
            title=f"{rendered.title} {row.no}",
            subject_type=SUBJECT,
            subject_id=row.id,
        )
        task = await signing.open_task(work, _opening(row, document.id))
        await audit.move(
            work,
            locked,
            AUTHORIZATION,
            "send",
            text_version=version,
            document_id=document.id,
            signing_task_id=task.id,
        )
        work.answers_with(locked.id)
    return locked


async def _to_send(actor: Actor, command: SendCreditAuthorization) -> CreditAuthorization:
    within = rows_within(CreditAuthorization, actor, "credit-authorization:manage")
    row = (
        await CreditAuthorization.filter(within, id=command.authorization_id)
        .select_related("subject", "representative")
        .first()
    )
    if row is None:
        raise NotFound(path=("authorization_id",))
    AUTHORIZATION.next(AuthorizationState(row.status), "send")
    return row


async def _render(row: CreditAuthorization, ports: Ports) -> tuple[evidence.RenderedFile, str]:
    code = "T02" if row.role == SubjectRole.COMPANY else "T01"
    union, today = await organization.union_id(), await reference.business_date()
    template = await products.template_in_force(code, row.legal_entity_id, union, today)
    values = await _values(row)
    rendered = await evidence.render_document(
        ports, template, values, issuer=values["bank"]["name"], at=utc_now()
    )
    return rendered, f"{template.code}-{template.number}"


async def _values(row: CreditAuthorization) -> dict[str, Any]:
    bank, branch = await organization.bank_and_branch(row.org_id)
    values: dict[str, Any] = {
        "no": row.no,
        "bank": {"name": bank, "branch": branch},
        "purposes": "、".join(REASON_ZH[QueryReason(purpose)] for purpose in row.purposes),
        "valid_from": row.valid_from.isoformat(),
        "valid_to": row.valid_to.isoformat(),
        "signed_on": (await reference.business_date()).isoformat(),
    }
    signer = _signer(row)
    person = {
        "key": SIGNER_KEY,
        "name": signer.name,
        "id_no": signer.id_no,
        "phone": signer.phone,
    }
    if row.role == SubjectRole.COMPANY:
        company = {"name": row.subject.name, "uscc": row.subject.id_no}
        return values | {"company": company, "representative": person}
    return values | {"subject": person, "role": ROLE_ZH[SubjectRole(row.role)]}


def _signer(row: CreditAuthorization) -> Any:
    return row.representative or row.subject


def _opening(row: CreditAuthorization, document_id: UUID) -> signing.OpenSigning:
    signer = _signer(row)
    given = signing.SignerGiven(
        key=SIGNER_KEY,
        customer_id=signer.id,
        name=signer.name,
        id_no=signer.id_no,
        phone=signer.phone,
        role=ROLE_ZH[SubjectRole(row.role)],
        documents=(document_id,),
    )
    return signing.OpenSigning(
        kind=SigningKind.AUTHORIZATION,
        subject_type=SUBJECT,
        subject_id=row.id,
        title=f"征信查询授权书 {row.no}",
        mode=MODES[SignMode(row.sign_mode)],
        documents=(document_id,),
        signers=(given,),
        expires_at=utc_now() + LIFE,
    )


async def seal(actor: Actor, authorization_id: UUID) -> None:
    """Make a permission valid whose document everybody has signed and the bank sealed."""
    async with unit_of_work(actor) as work:
        row = await work.lock(CreditAuthorization, authorization_id)
        if row.status != AuthorizationState.PENDING_SIGN or row.document_id is None:
            return
        document = await evidence_queries.document_of(row.document_id)
        await audit.move(work, row, AUTHORIZATION, "sign", signed_at=work.now)
        await audit.move(work, row, AUTHORIZATION, "seal", document_sha256=document.sha256)
        work.announce(AuthorizationValid(authorization_id=row.id, customer_id=row.subject_id))


async def end_unsigned(actor: Actor, authorization_id: UUID, outcome: str) -> None:
    """End a permission whose signing ended without a signature."""
    action = "expire" if outcome == "EXPIRED" else "void"
    async with unit_of_work(actor) as work:
        row = await work.lock(CreditAuthorization, authorization_id)
        if row.status == AuthorizationState.PENDING_SIGN:
            reason = {"DECLINED": "本人拒绝签署", "EXPIRED": "逾期未签署"}.get(outcome, "签约作废")
            await audit.move(work, row, AUTHORIZATION, action, reason=reason, end_reason=reason)
