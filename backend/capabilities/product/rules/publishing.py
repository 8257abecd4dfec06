"""What keeps a product version from being published."""

from collections.abc import Callable, Iterator

from backend.capabilities.calculator.rules import RepaymentMethod
from backend.capabilities.product.errors import ProductNotPublishable
from backend.capabilities.product.rules.component_check import check_component
from backend.capabilities.product.rules.composition import fit_parts
from backend.capabilities.product.rules.content import Library, ProductContent
from backend.capabilities.product.rules.routes import parameters_of, route_catalogue
from backend.capabilities.product.rules.words import (
    ComponentKind,
    GuaranteeMode,
    ProcessType,
    ProductCategory,
    SignCode,
)
from backend.kit.expression import check_condition
from backend.kit.money import Fen, fen, grouped_yuan, rate

# Personal Loan Measures 2024: signing at a distance (never for housing), entrusted payment.
REMOTE_MAX_FEN = fen("200000")
ENTRUSTED_MAX_FEN = dict.fromkeys(ProductCategory, fen("500000")) | {
    ProductCategory.CONSUMER: fen("300000")
}
HOUSING = "HOUSING"
# Supreme People's Court 2017: the all-in cost that courts still uphold.
RATE_CEILING = rate("24")
MAX_MONTHS = dict.fromkeys(ProductCategory, 120) | {ProductCategory.CONSUMER: 60}
# Measures on farmers' loans 2012: no bullet repayment beyond a year.
FARMER_BULLET_MAX_MONTHS = 12
PENALTY_PCT = range(30, 51)
MISUSE_PCT = range(50, 101)
MIN_INVESTIGATORS = 2
MAX_GUARANTEE_FEE = rate("1")
CORE_MODULES = ("M01", "M12", "M13", "M14", "M17", "M19", "M25")
CORE_DOCUMENTS = ("F01", "F02", "F19", "F20", "F21", "F23")
CORE_TEMPLATES = ("T01", "T04", "T09", "T10")

_SIGNERS = {
    GuaranteeMode.NATURAL_PERSON: (SignCode.GUARANTORS, SignCode.CO_BORROWERS),
    GuaranteeMode.COMPANY: (SignCode.COMPANIES, SignCode.GUARANTORS),
    GuaranteeMode.GUARANTEE_COMPANY: (SignCode.COMPANIES, SignCode.GUARANTORS),
    GuaranteeMode.MORTGAGE: (SignCode.OWNERS,),
    GuaranteeMode.PLEDGE: (SignCode.OWNERS,),
}

_Check = Callable[[ProductContent, Library], Iterator[ProductNotPublishable]]


def publishable(content: ProductContent, library: Library) -> list[ProductNotPublishable]:
    """List all that must be mended before the product version may be published."""
    return [finding for check in _CHECKS for finding in check(content, library)]


def _amounts(content: ProductContent, _library: Library) -> Iterator[ProductNotPublishable]:
    rule = content.info.amount
    if not 0 < rule.min_fen <= rule.max_fen:
        yield ProductNotPublishable("金额下限须大于零且不超过上限", "info", "amount")
    if rule.step_fen <= 0 or rule.min_fen % rule.step_fen or rule.max_fen % rule.step_fen:
        yield ProductNotPublishable("金额上下限须为步长的整数倍", "info", "amount", "step")
    if rule.proposal_step_fen <= 0 or rule.proposal_step_fen % max(rule.step_fen, 1):
        yield ProductNotPublishable(
            "建议金额步长须为金额步长的整数倍", "info", "amount", "proposalStep"
        )


def _terms(content: ProductContent, _library: Library) -> Iterator[ProductNotPublishable]:
    rule, longest = content.info.term, MAX_MONTHS[content.info.category]
    if not 0 < rule.min_months <= rule.max_months <= rule.limit_max_months:
        yield ProductNotPublishable("期限须满足:0 < 最短 ≤ 最长 ≤ 额度期限", "info", "term")
    if rule.limit_max_months > longest:
        yield ProductNotPublishable(
            f"该类产品期限不能超过 {longest} 个月", "info", "term", "limitMaxMonths"
        )
    if rule.grace_max_months >= rule.max_months:
        yield ProductNotPublishable("宽限期须短于最长期限", "info", "term", "graceMaxMonths")


def _pricing(content: ProductContent, _library: Library) -> Iterator[ProductNotPublishable]:
    rule = content.info.pricing
    if not rule.spread_min_bps <= rule.base_spread_bps <= rule.spread_max_bps:
        yield ProductNotPublishable("基准加点须在加点范围之内", "info", "pricing", "baseSpreadBps")
    if not 0 <= rule.rate_floor <= rule.rate_ceiling <= RATE_CEILING:
        yield ProductNotPublishable(
            "利率下限、上限须依次递增且不超过 24%", "info", "pricing", "rateCeiling"
        )
    if rule.penalty_markup_pct not in PENALTY_PCT:
        yield ProductNotPublishable(
            "逾期罚息上浮须为 30% 至 50%", "info", "pricing", "penaltyMarkupPct"
        )
    if rule.misuse_markup_pct not in MISUSE_PCT:
        yield ProductNotPublishable(
            "挪用罚息上浮须为 50% 至 100%", "info", "pricing", "misuseMarkupPct"
        )


def _methods(content: ProductContent, _library: Library) -> Iterator[ProductNotPublishable]:
    info = content.info
    if not info.methods:
        yield ProductNotPublishable("至少选择一种还款方式", "info", "methods")
    if not info.due_day_rules:
        yield ProductNotPublishable("至少选择一种还款日规则", "info", "dueDayRules")
    short = any(
        limit.method is RepaymentMethod.BULLET and limit.max_months <= FARMER_BULLET_MAX_MONTHS
        for limit in info.method_limits
    )
    is_farmer = info.category is ProductCategory.FARMER
    if is_farmer and RepaymentMethod.BULLET in info.methods and not short:
        yield ProductNotPublishable(
            "农户贷款的一次性还本付息不能超过 12 个月", "info", "methodLimits"
        )


def _people(content: ProductContent, library: Library) -> Iterator[ProductNotPublishable]:
    info = content.info
    if not info.age.min_years <= info.age.max_years <= info.age.at_maturity_max_years:
        yield ProductNotPublishable("年龄须满足:最小 ≤ 最大 ≤ 到期最大", "info", "age")
    if not info.guarantee_sets or not all(one.needs for one in info.guarantee_sets):
        yield ProductNotPublishable("至少配置一种担保方式", "info", "guaranteeSets")
    for mode in {need.mode for one in info.guarantee_sets for need in one.needs}:
        signers = _SIGNERS.get(mode, ())
        if signers and not set(signers) & set(content.sign_policy):
            yield ProductNotPublishable("担保方式缺少对应的签约人", "signPolicy")
    if info.group and not 1 < info.group.min_members <= info.group.max_members:
        yield ProductNotPublishable("联保小组人数范围不正确", "info", "group")
    for name, codes in (("customerType", info.target_customers), ("purpose", info.purposes)):
        dictionary = library.dictionaries.get(name)
        known = {item.code for item in dictionary.items} if dictionary else set()
        if not codes or not set(codes) <= known:
            yield ProductNotPublishable("为空,或含有字典中没有的代码", "info", _FIELD_OF[name])
    if set(info.purposes) & set(info.prohibited_purposes):
        yield ProductNotPublishable("禁止用途不能同时为允许用途", "info", "prohibitedPurposes")


_FIELD_OF = {"customerType": "targetCustomers", "purpose": "purposes"}


def _safety(content: ProductContent, _library: Library) -> Iterator[ProductNotPublishable]:
    signing, payment = content.info.signing, content.info.payment
    for name, amount in (
        ("remoteMax", signing.remote_max_fen),
        ("onsiteWaiverMax", signing.onsite_waiver_max_fen),
    ):
        yield from _at_most(amount, REMOTE_MAX_FEN, "info", "signing", name)
        if amount and HOUSING in content.info.purposes:
            yield ProductNotPublishable("住房用途须为零", "info", "signing", name)
    if signing.min_investigators < MIN_INVESTIGATORS:
        yield ProductNotPublishable("调查人不得少于 2 名", "info", "signing", "minInvestigators")
    highest = ENTRUSTED_MAX_FEN[content.info.category]
    yield from _at_most(payment.entrusted_above_fen, highest, "info", "payment", "entrustedAbove")


def _at_most(amount: Fen, highest: Fen, *path: str) -> Iterator[ProductNotPublishable]:
    if amount > highest:
        yield ProductNotPublishable(f"不能超过监管上限 {grouped_yuan(highest)} 元", *path)


def _components(content: ProductContent, library: Library) -> Iterator[ProductNotPublishable]:
    kinds = {"sections": ComponentKind.FORM_SECTION, "modules": ComponentKind.INVESTIGATION_MODULE}
    chosen = {"sections": content.sections, "modules": content.modules}
    for name, codes in chosen.items():
        if len(set(codes)) < len(codes):
            yield ProductNotPublishable("组件重复", name)
        for code in codes:
            component = library.components.get(code)
            if component is None or component.kind is not kinds[name]:
                yield ProductNotPublishable(f"组件库没有“{code}”", name)


def _fitting(content: ProductContent, library: Library) -> Iterator[ProductNotPublishable]:
    everything = {*content.sections, *content.modules}
    for name, given in (
        ("componentParameters", content.component_parameters),
        ("dataSchema", content.data_schema),
    ):
        for code in given.keys() - everything:
            yield ProductNotPublishable(f"未选用组件“{code}”", name, code)
    for code, values in content.component_parameters.items():
        component = library.components.get(code)
        known = component.parameters if component else {}
        for parameter, value in values.items():
            bounds = known.get(parameter)
            if bounds is None or not bounds.min <= value <= bounds.max:
                yield ProductNotPublishable(
                    "没有该参数或超出范围", "componentParameters", code, parameter
                )


def _forms(content: ProductContent, library: Library) -> Iterator[ProductNotPublishable]:
    for part in fit_parts(content, [*content.sections, *content.modules], library):
        yield from check_component(part, library)


def _required_parts(content: ProductContent, _library: Library) -> Iterator[ProductNotPublishable]:
    for name, given, core in (
        ("modules", content.modules, CORE_MODULES),
        ("documents", content.documents, CORE_DOCUMENTS),
        ("templates", content.templates, CORE_TEMPLATES),
    ):
        for code in core:
            if code not in given:
                yield ProductNotPublishable(f"缺少必备项“{code}”", name)


def _papers_and_fees(content: ProductContent, library: Library) -> Iterator[ProductNotPublishable]:
    for code in content.documents:
        if code not in library.documents:
            yield ProductNotPublishable(f"资料清单没有“{code}”", "documents")
    for code in content.fees:
        fee = library.fees.get(code)
        if fee is None:
            yield ProductNotPublishable(f"收费项没有“{code}”", "fees")
        elif fee.paid_by_customer and fee.max_annual_rate > MAX_GUARANTEE_FEE:
            yield ProductNotPublishable("向客户收取的费率不能超过每年 1%", "fees", code)


def _filing(content: ProductContent, library: Library) -> Iterator[ProductNotPublishable]:
    catalogue = library.archive_catalogues.get(content.archive_catalogue)
    if catalogue is None:
        yield ProductNotPublishable("档案目录不存在", "archiveCatalogue")
        return
    filed = {item for category in catalogue.categories for item in category.items}
    for code in (*content.documents, *content.templates):
        if code not in filed:
            yield ProductNotPublishable(f"档案目录没有“{code}”的位置", "archiveCatalogue")


def _bindings(content: ProductContent, _library: Library) -> Iterator[ProductNotPublishable]:
    for process in ProcessType:
        conditions = [b.condition for b in content.process_bindings if b.process is process]
        if not conditions or conditions[-1]:
            yield ProductNotPublishable(
                f"流程“{process}”缺少无条件的最后一条绑定", "processBindings"
            )
        if "" in conditions[:-1]:
            yield ProductNotPublishable(
                f"流程“{process}”的无条件绑定之后还有绑定", "processBindings"
            )
    for org in ("", *content.org_availability):
        catalogue = route_catalogue(parameters_of(content, org))
        for at, binding in enumerate(content.process_bindings):
            problems = check_condition(binding.condition, catalogue) if binding.condition else []
            for problem in problems:
                yield ProductNotPublishable(
                    problem.message, "processBindings", str(at), "condition"
                )


def _organisations(content: ProductContent, _library: Library) -> Iterator[ProductNotPublishable]:
    if not any(one.open for one in content.org_availability.values()):
        yield ProductNotPublishable("至少一家机构开办", "orgAvailability")
    for org, offer in content.org_availability.items():
        for name in offer.parameters.keys() - content.parameters.keys():
            yield ProductNotPublishable(
                f"产品没有参数“{name}”", "orgAvailability", org, "parameters", name
            )
    if content.effective_to is not None and content.effective_to < content.effective_from:
        yield ProductNotPublishable("停办日期早于开办日期", "effectiveTo")


_CHECKS: tuple[_Check, ...] = (
    _amounts,
    _terms,
    _pricing,
    _methods,
    _people,
    _safety,
    _components,
    _fitting,
    _required_parts,
    _papers_and_fees,
    _filing,
    _forms,
    _bindings,
    _organisations,
)
