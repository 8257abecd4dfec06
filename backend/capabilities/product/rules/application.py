"""Hold an application against its product version (INV-15)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from backend.capabilities.calculator.rules import (
    METHOD_NAMES_ZH,
    RepaymentMethod,
    add_months,
)
from backend.capabilities.product.errors import (
    AgeOutsideProduct,
    AmountOffStep,
    AmountOutsideProduct,
    CustomerNotServed,
    GroupSizeWrong,
    GuaranteeUnsatisfied,
    MethodNotOffered,
    ProductNotOpen,
    PurposeNotAllowed,
    TermOutsideProduct,
    TermTooLongForMethod,
    TooOldAtMaturity,
)
from backend.capabilities.product.rules.content import ProductContent
from backend.capabilities.product.rules.info import GuaranteeNeed, ProductInfo
from backend.capabilities.product.rules.renewal import RenewedNote, check_renewal
from backend.capabilities.product.rules.words import (
    GUARANTEE_ZH,
    CollateralKind,
    GuaranteeMode,
)
from backend.kit.money import Fen, grouped_yuan
from backend.kit.refusal import Refusal


@dataclass(frozen=True, slots=True)
class GuaranteeOffer:
    """One guarantor, or one collateral of a kind."""

    mode: GuaranteeMode
    collateral_kind: CollateralKind | None = None


@dataclass(frozen=True, slots=True)
class ApplicationRequest:
    """What the customer asks for, as far as a product limits it."""

    amount_fen: Fen
    term_months: int
    method: RepaymentMethod
    purpose: str
    born_on: date
    customer_types: frozenset[str]
    guarantees: tuple[GuaranteeOffer, ...] = ()
    limit_term_months: int = 0
    group_members: int = 0
    renewed_note: RenewedNote | None = None


def check_application(
    info: ProductInfo,
    request: ApplicationRequest,
    on: date,
    labels: Mapping[str, str] = MappingProxyType({}),
) -> list[Refusal]:
    """List every limit of the product that the application breaks, each with what is allowed.

    ``labels`` gives the Chinese of purpose and customer type codes (the dictionaries').
    """
    return [
        *_amount(info, request),
        *_term(info, request),
        *_method(info, request),
        *_guarantee(info, request),
        *_purpose(info, request, labels),
        *_customer(info, request, labels),
        *_age(info, request, on),
        *check_renewal(info.renewal, request.renewed_note, request.amount_fen, on),
    ]


def check_open(content: ProductContent, org_code: str, on: date) -> list[Refusal]:
    """Refuse a product that the organisation does not offer on a day; both end days count."""
    offer = content.org_availability.get(org_code)
    if offer is None or not offer.open:
        reason = "本机构未开办"
    elif on < content.effective_from:
        reason = f"{content.effective_from} 起开办"
    elif content.effective_to is not None and on > content.effective_to:
        reason = f"已于 {content.effective_to} 停办"
    else:
        return []
    return [ProductNotOpen(path=("productId",), product=content.info.name_zh, reason=reason)]


def age_on(born_on: date, day: date) -> int:
    """Count full years; who is born on 29 February turns older on 1 March."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def _amount(info: ProductInfo, request: ApplicationRequest) -> Iterator[Refusal]:
    rule = info.amount
    if not rule.min_fen <= request.amount_fen <= rule.max_fen:
        yield AmountOutsideProduct(
            path=("amount",),
            minimum=grouped_yuan(rule.min_fen),
            maximum=grouped_yuan(rule.max_fen),
        )
    if request.amount_fen % rule.step_fen:
        yield AmountOffStep(path=("amount",), step=grouped_yuan(rule.step_fen))


def _term(info: ProductInfo, request: ApplicationRequest) -> Iterator[Refusal]:
    rule, limit_months = info.term, request.limit_term_months
    if not rule.min_months <= request.term_months <= rule.max_months:
        yield TermOutsideProduct(
            path=("termMonths",), minimum=rule.min_months, maximum=rule.max_months
        )
    # A revolving limit outlives each of its notes, so it has its own maximum.
    if limit_months and not rule.min_months <= limit_months <= rule.limit_max_months:
        yield TermOutsideProduct(
            path=("limitTermMonths",), minimum=rule.min_months, maximum=rule.limit_max_months
        )


def _method(info: ProductInfo, request: ApplicationRequest) -> Iterator[Refusal]:
    if request.method not in info.methods:
        allowed = "、".join(METHOD_NAMES_ZH[method] for method in info.methods)
        yield MethodNotOffered(path=("repaymentMethod",), allowed=allowed)
    for limit in info.method_limits:
        if limit.method is request.method and request.term_months > limit.max_months:
            yield TermTooLongForMethod(
                path=("termMonths",), method=METHOD_NAMES_ZH[limit.method], maximum=limit.max_months
            )


def _guarantee(info: ProductInfo, request: ApplicationRequest) -> Iterator[Refusal]:
    needs = [need for one in info.guarantee_sets for need in one.needs]
    unwanted = any(not any(_fits(offer, need) for need in needs) for offer in request.guarantees)
    satisfied = any(
        all(_is_met(need, request) for need in one.needs) for one in info.guarantee_sets
    )
    if unwanted or not satisfied:
        allowed = " 或 ".join(
            " 加 ".join(_need_zh(need) for need in one.needs) for one in info.guarantee_sets
        )
        yield GuaranteeUnsatisfied(path=("guaranteeModes",), allowed=allowed)
    group = info.group
    if group and not group.min_members <= request.group_members <= group.max_members:
        yield GroupSizeWrong(
            path=("groupId",),
            minimum=group.min_members,
            maximum=group.max_members,
            members=request.group_members,
        )


def _fits(offer: GuaranteeOffer, need: GuaranteeNeed) -> bool:
    kinds = need.collateral_kinds
    return offer.mode is need.mode and (not kinds or offer.collateral_kind in kinds)


def _is_met(need: GuaranteeNeed, request: ApplicationRequest) -> bool:
    if need.mode is GuaranteeMode.CREDIT:
        return True
    return sum(_fits(offer, need) for offer in request.guarantees) >= need.min_count


def _need_zh(need: GuaranteeNeed) -> str:
    name = GUARANTEE_ZH[need.mode]
    return name if need.mode is GuaranteeMode.CREDIT else f"{name}不少于 {need.min_count} 个"


def _purpose(
    info: ProductInfo, request: ApplicationRequest, labels: Mapping[str, str]
) -> Iterator[Refusal]:
    chosen = (request.purpose, request.purpose.partition(".")[0])
    listed = any(code in info.purposes for code in chosen)
    if not listed or any(code in info.prohibited_purposes for code in chosen):
        allowed = "、".join(labels.get(code, code) for code in info.purposes)
        yield PurposeNotAllowed(path=("purposeCode",), allowed=allowed)


def _customer(
    info: ProductInfo, request: ApplicationRequest, labels: Mapping[str, str]
) -> Iterator[Refusal]:
    if not request.customer_types & set(info.target_customers):
        allowed = "、".join(labels.get(code, code) for code in info.target_customers)
        yield CustomerNotServed(path=("applicantId",), allowed=allowed)


def _age(info: ProductInfo, request: ApplicationRequest, on: date) -> Iterator[Refusal]:
    age, rule = age_on(request.born_on, on), info.age
    if not rule.min_years <= age <= rule.max_years:
        yield AgeOutsideProduct(
            path=("applicantId",), age=age, minimum=rule.min_years, maximum=rule.max_years
        )
    final = age_on(request.born_on, add_months(on, request.term_months))
    if final > rule.at_maturity_max_years:
        yield TooOldAtMaturity(path=("termMonths",), age=final, maximum=rule.at_maturity_max_years)
