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
from backend.capabilities.contract.service.drafting import (
    Approved,
    lay_down,
)
from backend.capabilities.contract.service.effect import (
    ActivateContract,
    ConfirmContractCondition,
    activate_contract,
    confirm_contract_condition,
)
from backend.capabilities.contract.service.ending import expire_due
from backend.capabilities.contract.service.following import (
    application_withdrawn,
    collateral_registered,
    day_came,
)
from backend.capabilities.contract.service.freezing import (
    FreezeCreditLimit,
    UnfreezeCreditLimit,
    freeze_credit_limit,
    unfreeze_credit_limit,
)
from backend.capabilities.contract.service.generating import GenerateContract, generate_contract
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
from backend.capabilities.contract.service.making import (
    SUBJECT,
    make_documents,
)
from backend.capabilities.contract.service.notice import (
    send_notice,
)
from backend.capabilities.contract.service.review import (
    PassContractReview,
    RegenerateContract,
    ReportContractDefect,
    pass_contract_review,
    regenerate_contract,
    report_contract_defect,
)
from backend.capabilities.contract.service.signing import (
    StartContractSigning,
    signing_completed,
    signing_ended,
    start_contract_signing,
)
from backend.capabilities.contract.service.voiding import (
    VoidContract,
    VoidSignedContract,
    void_contract,
    void_signed_contract,
)

__all__ = [
    "SUBJECT",
    "ActivateContract",
    "Approved",
    "ConfirmContractCondition",
    "FreezeCreditLimit",
    "GenerateContract",
    "PassContractReview",
    "RegenerateContract",
    "ReportContractDefect",
    "RequestLimitCancellation",
    "RequestTermination",
    "ResubmitLimitClosing",
    "StartContractSigning",
    "UnfreezeCreditLimit",
    "VoidContract",
    "VoidSignedContract",
    "WithdrawLimitClosing",
    "activate_contract",
    "application_withdrawn",
    "cancel",
    "collateral_registered",
    "confirm_contract_condition",
    "day_came",
    "expire",
    "expire_due",
    "freeze",
    "freeze_credit_limit",
    "generate_contract",
    "grant",
    "lay_down",
    "make_documents",
    "pass_contract_review",
    "reduce",
    "regenerate_contract",
    "release",
    "report_contract_defect",
    "request_limit_cancellation",
    "request_termination",
    "reserve",
    "restore",
    "resubmit_limit_closing",
    "send_notice",
    "signing_completed",
    "signing_ended",
    "start_contract_signing",
    "unfreeze",
    "unfreeze_credit_limit",
    "use",
    "void_contract",
    "void_signed_contract",
    "withdraw_limit_closing",
]
