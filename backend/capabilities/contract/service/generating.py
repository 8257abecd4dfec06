"""Making the contract of an approved application."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from backend.capabilities.application import queries as applications
from backend.capabilities.application.rules import APPLICATION_MACHINE, ApplicationStatus
from backend.capabilities.approval import queries as approvals
from backend.capabilities.contract.errors import ApprovalMissing
from backend.capabilities.contract.models import CreditContract
from backend.capabilities.contract.service.drafting import Approved, lay_down
from backend.capabilities.contract.service.making import make_documents
from backend.capabilities.reference import queries as reference
from backend.kit.actor import Actor
from backend.kit.command import about
from backend.kit.work import unit_of_work
from backend.ports import Ports


@dataclass(frozen=True, slots=True, kw_only=True)
class GenerateContract:
    """按审批结果生成合同文本"""

    application_id: UUID = about("申请")
    start_date: date | None = about("额度起始日;不填则为当日", None)


async def generate_contract(
    actor: Actor, command: GenerateContract, ports: Ports
) -> CreditContract:
    """Lay the contract down and make its documents; if they fail it stays a draft.

    Raises:
        NotFound: the application is out of reach.
        IllegalTransition: it is not approved.
        ApprovalMissing: nothing was approved.
        Refused: everything that stands in the way.
        TemplateMissing, DocumentUnprintable, StoreUnavailable: the draft may be made anew.
    """
    async with unit_of_work(actor) as work:
        case = await applications.application_of(actor, command.application_id, "contract:prepare")
        APPLICATION_MACHINE.next(ApplicationStatus(case.status), "generate_contract")
        terms = await approvals.terms_of(case.id)
        if terms is None:
            raise ApprovalMissing(path=("application_id",))
        approved = Approved(
            amount_fen=terms.amount_fen,
            term_months=terms.term_months,
            limit_term_months=terms.limit_term_months,
            spread_bp=terms.spread_bp,
            rate=terms.rate,
            lpr_value=terms.lpr_value,
            lpr_date=terms.lpr_date,
            methods=tuple(terms.methods),
            limit_type=terms.limit_type,
            conditions=tuple(terms.conditions),
            valid_to=terms.valid_to,
        )
        start = command.start_date or await reference.business_date()
        contract = await lay_down(work, case, approved, start)
        work.answers_with(contract.id)
    return await make_documents(actor, contract.id, ports)
