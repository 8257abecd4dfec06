"""The variables that conditions of a route may name, and who fills them."""

from backend.kit.expression import Catalogue, Kind

OUTCOME = "outcome"
WITHIN_AUTHORITY = "withinAuthority"

# Set by the kernel from the decision that has just been made; a gateway may
# name them only right after the node that decides.
DECISION_VARIABLES = (OUTCOME, WITHIN_AUTHORITY)

CATALOGUE = Catalogue(
    {
        "amount": Kind.MONEY,
        "termMonths": Kind.NUMBER,
        "product.code": Kind.TEXT,
        "product.category": Kind.TEXT,
        "grade": Kind.TEXT,
        "dsr": Kind.NUMBER,
        "guaranteeMode": Kind.TEXT,
        "customer.totalExposure": Kind.MONEY,
        "orgLevel": Kind.TEXT,
        "adjustmentPct": Kind.NUMBER,
        "hasDeviation": Kind.BOOLEAN,
        "decision.result": Kind.TEXT,
        "changeSensitivity": Kind.TEXT,
        OUTCOME: Kind.TEXT,
        WITHIN_AUTHORITY: Kind.BOOLEAN,
    }
)
