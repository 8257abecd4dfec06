"""What the decision capability knows without asking anybody: strategies and bank arithmetic."""

from backend.capabilities.decision.rules.adjustment import (
    AdjustedField,
    Adjustment,
    AdjustmentReason,
    ExplainedAdjustment,
    Reason,
    Terms,
    adjustment_percent,
    explain_adjustments,
    required_adjustments,
)
from backend.capabilities.decision.rules.capacity import (
    Burden,
    Income,
    affordable_principal,
    annual_coverage,
    burden_of,
    debt_service_ratio,
    principal_of_instalment,
)
from backend.capabilities.decision.rules.caps import (
    Cap,
    CapName,
    Collateral,
    Guarantor,
    collateral_capacity,
    floor_to_step,
    guarantor_capacity,
)
from backend.capabilities.decision.rules.disbursement import (
    DisbursementFacts,
    DisbursementOutcome,
    Due,
    decide_disbursement,
    twelve_month_service,
)
from backend.capabilities.decision.rules.engine import DecisionEngine, Evaluation
from backend.capabilities.decision.rules.facts import (
    GuaranteeMode,
    InvestigationFacts,
    SoftInfo,
)
from backend.capabilities.decision.rules.gate import (
    Finding,
    FindingCode,
    findings_of,
    refuse_unpublishable,
)
from backend.capabilities.decision.rules.hits import RuleHit, Severity
from backend.capabilities.decision.rules.investigation import decide
from backend.capabilities.decision.rules.outcome import (
    DecisionOutcome,
    DecisionResult,
    DecisionStage,
    FactorPoints,
    Grade,
    Score,
    Spread,
)
from backend.capabilities.decision.rules.pre_assessment import (
    BlacklistLevel,
    CreditStanding,
    NetworkCheck,
    PreAssessmentInput,
    PreAssessmentOutcome,
    pre_assess,
)
from backend.capabilities.decision.rules.product import CapacityMetric, ProductTerms, product_terms
from backend.capabilities.decision.rules.run import (
    PRE_ASSESSMENT,
    STRATEGY_MACHINE,
    PreAssessmentState,
    StrategyState,
)
from backend.capabilities.decision.rules.snapshot import Snapshot, canonical_json, take_snapshot
from backend.capabilities.decision.rules.strategy import Strategy, StrategyCase, read_strategy

__all__ = [
    "PRE_ASSESSMENT",
    "STRATEGY_MACHINE",
    "AdjustedField",
    "Adjustment",
    "AdjustmentReason",
    "BlacklistLevel",
    "Burden",
    "Cap",
    "CapName",
    "CapacityMetric",
    "Collateral",
    "CreditStanding",
    "DecisionEngine",
    "DecisionOutcome",
    "DecisionResult",
    "DecisionStage",
    "DisbursementFacts",
    "DisbursementOutcome",
    "Due",
    "Evaluation",
    "ExplainedAdjustment",
    "FactorPoints",
    "Finding",
    "FindingCode",
    "Grade",
    "GuaranteeMode",
    "Guarantor",
    "Income",
    "InvestigationFacts",
    "NetworkCheck",
    "PreAssessmentInput",
    "PreAssessmentOutcome",
    "PreAssessmentState",
    "ProductTerms",
    "Reason",
    "RuleHit",
    "Score",
    "Severity",
    "Snapshot",
    "SoftInfo",
    "Spread",
    "Strategy",
    "StrategyCase",
    "StrategyState",
    "Terms",
    "adjustment_percent",
    "affordable_principal",
    "annual_coverage",
    "burden_of",
    "canonical_json",
    "collateral_capacity",
    "debt_service_ratio",
    "decide",
    "decide_disbursement",
    "explain_adjustments",
    "findings_of",
    "floor_to_step",
    "guarantor_capacity",
    "pre_assess",
    "principal_of_instalment",
    "product_terms",
    "read_strategy",
    "refuse_unpublishable",
    "required_adjustments",
    "take_snapshot",
    "twelve_month_service",
]
