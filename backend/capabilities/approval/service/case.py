"""A case with everything that its checkers look at, loaded once."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from backend.capabilities.application import queries as applications
from backend.capabilities.approval import queries
from backend.capabilities.approval.models import CaseTermsVersion
from backend.capabilities.approval.rules import CaseTerms, Frame, TermsSource, strongest
from backend.capabilities.decision import queries as decisions
from backend.capabilities.decision.errors import NoDecision
from backend.capabilities.decision.rules import DecisionResult, Terms
from backend.capabilities.product.rules import (
    Benchmark,
    GuaranteeMode,
    ProductContent,
    RiskGrade,
)
from backend.capabilities.reference import queries as reference
from backend.kit.money import Rate
from backend.kit.work import Work

if TYPE_CHECKING:
    from datetime import date

    from backend.capabilities.application.models import Application
    from backend.capabilities.decision.models import Decision


@dataclass(frozen=True, slots=True)
class Case:
    """An application on its way through approval."""

    application: "Application"
    content: ProductContent
    decision: "Decision"
    frame: Frame
    lpr_date: "date"

    @property
    def grade(self) -> RiskGrade:
        """The risk grade; without one the case is judged as the weakest."""
        return RiskGrade(str(self.decision.grade)) if self.decision.grade else RiskGrade.D

    @property
    def mode(self) -> GuaranteeMode:
        """The strongest guarantee mode."""
        return strongest(self.application.guarantee_modes)

    def wanted(self, terms: CaseTerms) -> Terms:
        """Give terms in the form in which they are compared with the decision."""
        return Terms(DecisionResult.APPROVE, terms.amount_fen, terms.term_months, terms.spread_bp)


async def case_of(application_id: UUID) -> Case:
    """Load a case.

    Raises:
        NoDecision: nothing has been decided yet.
    """
    application = await applications.by_id(application_id)
    content, _ = await applications.content_for(application)
    decision = await decisions.current(application_id)
    today = await reference.business_date()
    quote = await reference.lpr_on(today)
    five = content.info.pricing.benchmark is Benchmark.LPR_5Y
    benchmark = Rate(quote.lpr_5y if five else quote.lpr_1y)
    frame = Frame(content.info, application.amount_requested_fen, benchmark)
    return Case(application, content, decision, frame, quote.published_on)


async def standing(application_id: UUID) -> CaseTerms:
    """Read the terms that a case stands on.

    Raises:
        NoDecision: it has not been submitted.
    """
    row = await queries.standing_of(application_id)
    if row is None:
        raise NoDecision
    return queries.read_terms(row)


async def keep_terms(
    work: Work, application: "Application", terms: CaseTerms, source: TermsSource, **where: Any
) -> CaseTermsVersion:
    """Write the next version of a case's terms."""
    last = await queries.standing_of(application.id)
    return await work.add(
        CaseTermsVersion,
        legal_entity_id=application.legal_entity_id,
        application_id=application.id,
        seq=last.seq + 1 if last else 1,
        source=source,
        at=work.now,
        amount_fen=terms.amount_fen,
        term_months=terms.term_months,
        limit_term_months=terms.limit_term_months,
        spread_bp=terms.spread_bp,
        methods=[method.value for method in terms.methods],
        conditions=list(terms.conditions),
        covenants=list(terms.covenants),
        **where,
    )
