"""Conditions precedent (放款前提条件): the list that must be complete before a drawdown."""

from collections.abc import Iterable
from dataclasses import dataclass

from backend.capabilities.disbursement.errors import ConditionNotMet
from backend.kit.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Condition:
    """One item of the checklist: whether it holds, and what shows it."""

    code: str
    item: str
    ok: bool
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the bank itself knows of the case at the moment of submitting."""

    contract_effective: bool
    limit_drawable: bool
    overdue_notes: tuple[str, ...]
    purpose_proofs: int
    disburse_account_ok: bool
    guarantees_in_force: bool = True
    contract_conditions: tuple[Condition, ...] = ()


def checklist(standing: Standing) -> tuple[Condition, ...]:
    """Lay out all conditions, those of the house first, then those of the approval."""
    overdue = "、".join(standing.overdue_notes)
    shown = f"逾期借据:{overdue}" if overdue else ""
    return (
        Condition("CONTRACT", "授信合同已生效", standing.contract_effective),
        Condition("LIMIT", "额度在有效期内且未冻结", standing.limit_drawable),
        Condition("NO_OVERDUE", "客户名下借据无逾期", not overdue, shown),
        Condition("PURPOSE", "用途证明材料已上传", standing.purpose_proofs > 0),
        Condition("ACCOUNT", "放款账户为本人有效账户", standing.disburse_account_ok),
        Condition("GUARANTEE", "担保措施已落实", standing.guarantees_in_force),
        *standing.contract_conditions,
    )


def unmet(conditions: Iterable[Condition]) -> list[Refusal]:
    """Name each condition that does not hold (INV-30)."""
    return [
        ConditionNotMet(path=("conditions", condition.code), item=condition.item)
        for condition in conditions
        if not condition.ok
    ]
