"""Verbs of contract."""

from backend.capabilities.contract.service.closing import (
    RequestLimitCancellation,
    RequestTermination,
    ResubmitLimitClosing,
    WithdrawLimitClosing,
    request_limit_cancellation,
    request_termination,
    resubmit_limit_closing,
    withdraw_limit_closing,
)
from backend.capabilities.contract.service.ending import expire_due
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
    "RequestLimitCancellation",
    "RequestTermination",
    "ResubmitLimitClosing",
    "UnfreezeCreditLimit",
    "WithdrawLimitClosing",
    "cancel",
    "expire",
    "expire_due",
    "freeze",
    "freeze_credit_limit",
    "grant",
    "reduce",
    "release",
    "request_limit_cancellation",
    "request_termination",
    "reserve",
    "restore",
    "resubmit_limit_closing",
    "unfreeze",
    "unfreeze_credit_limit",
    "use",
    "withdraw_limit_closing",
]
