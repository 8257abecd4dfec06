"""Verbs of contract."""

from backend.capabilities.contract.service.freezing import (
    FreezeCreditLimit,
    UnfreezeCreditLimit,
    freeze_credit_limit,
    unfreeze_credit_limit,
)
from backend.capabilities.contract.service.ledger import (
    cancel,
    expire,
    freeze,
    grant,
    reduce,
    release,
    reserve,
    restore,
    unfreeze,
    use,
)

__all__ = [
    "FreezeCreditLimit",
    "UnfreezeCreditLimit",
    "cancel",
    "expire",
    "freeze",
    "freeze_credit_limit",
    "grant",
    "reduce",
    "release",
    "reserve",
    "restore",
    "unfreeze",
    "unfreeze_credit_limit",
    "use",
]
