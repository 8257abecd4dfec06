"""Which role may do what: one line per permission; what is not listed, nobody may.

Reading and acting are separate; how far a permission reaches is a matter of the
grant's scope, and who may not act on his own case a matter of ``duties``.
"""

from backend.capabilities.organization.rules.roles import Role

CM = Role.CUSTOMER_MANAGER
BH = Role.BRANCH_HEAD
RV = Role.CREDIT_REVIEWER
AP = Role.CREDIT_APPROVER
MEMBER = Role.COMMITTEE_MEMBER
SECRETARY = Role.COMMITTEE_SECRETARY
CR = Role.CONTRACT_REVIEWER
DO = Role.DISBURSEMENT_OFFICER
CO = Role.COLLATERAL_OFFICER
AR = Role.ARCHIVIST
SV = Role.MICRO_CENTER_SUPERVISOR
PA = Role.PRODUCT_ADMIN
WA = Role.WORKFLOW_ADMIN
SA = Role.SYSTEM_ADMIN
QA = Role.CREDIT_QUERY_ADMIN
RISK = Role.RISK_OFFICER
PRESIDENT = Role.BANK_PRESIDENT
AUDITOR = Role.AUDITOR
UNION = Role.UNION_OPERATOR

CASE_HANDLERS = (CM, BH, RV, AP, MEMBER, SECRETARY, RISK, PRESIDENT)
CASE_READERS = (*CASE_HANDLERS, CR, DO, CO, AR, SV, AUDITOR, UNION)

PERMISSIONS: dict[str, tuple[Role, ...]] = {
    # audit
    "audit:read": (AUDITOR, SA),
    "audit:verify": (AUDITOR, SA),
    # reference
    "reference:read": tuple(Role),
    "reference:advance-date": (SA,),
    "reference:manage": (SA,),
    # organization
    "organization:read": tuple(Role),
    "organization:manage": (SA,),
    # product
    "product:read": tuple(Role),
    "product:draft": (PA,),
    "product:publish": (PA,),
    # notification
    "notification:read": tuple(Role),
    "notification:read-texts": (AUDITOR, SA),
    # workflow
    "workflow:read": (*CASE_READERS, PA, WA),
    "workflow:task": (*CASE_READERS, PA, WA),
    "workflow:monitor": (BH, SV, WA, AUDITOR, UNION),
    "workflow:urge": (CM, BH, SECRETARY, SV),
    "workflow:reassign": (BH, SV, WA),
    "workflow:close-vote": (SECRETARY,),
    "workflow:administer": (SV, WA),
    "workflow:draft": (WA, UNION),
    "workflow:publish": (WA, UNION),
    # privacy
    "privacy:read": (CM, BH, AUDITOR),
    # evidence
    "evidence:read": CASE_READERS,
    "evidence:upload": (*CASE_HANDLERS, CR, DO, CO, AR),
    "evidence:attach": (*CASE_HANDLERS, CR, DO, CO, AR),
    "evidence:identity": (CM,),
    # signing
    "signing:read": CASE_READERS,
    "signing:send": (CM,),
    "signing:void": (CM, BH),
    "signing:assist": (CM,),
    "signing:check-phone": (BH,),
    # No role of the staff: a customer's own part, by link, phone and code.
    "signing:take-part": (),
    # customer
    "customer:read": CASE_READERS,
    "customer:register": (CM,),
    "customer:maintain": (CM,),
    "customer:unmask": (*CASE_HANDLERS, CR, DO, AUDITOR, UNION),
    "customer:consent": (CM,),
    "customer:blacklist": (RISK,),
    "customer:read-blacklist": (RISK, AUDITOR),
    # exposure
    "exposure:read": CASE_READERS,
    # credit_authorization
    "credit-authorization:read": (*CASE_READERS, QA),
    "credit-authorization:manage": (CM,),
    "credit-query:read": (*CASE_HANDLERS, SV, QA, AUDITOR),
    "credit-query:request": (CM,),
    "credit-query:approve": (BH, QA),
    "credit-report:view": (*CASE_HANDLERS, AUDITOR),
    "bureau-user:read": (QA, AUDITOR),
    "bureau-user:manage": (QA,),
    # application
    "application:read": CASE_READERS,
    "application:draft": (CM,),
    "application:submit": (CM,),
    "application:amend": (CM,),
    "application:withdraw": (CM,),
    # marketing
    "marketing:read": (CM, BH, SV, AUDITOR),
    "marketing:read-lists": (BH, SV, AUDITOR),
    "marketing:work": (CM,),
    "marketing:assign": (SV,),
    # guarantee
    "guarantee:read": CASE_READERS,
    "guarantee:manage": (CM,),
    "guarantee:check": (CM,),
    "collateral:appraise": (CM, CO),
    "collateral:submit-registration": (CM, CO),
    "collateral:register": (CO,),
    # decision
    "decision:read": (*CASE_READERS, PA),
    "decision:assess": (CM,),
    "decision:refer": (BH,),
    "decision:reconsider": (BH, RISK),
    "decision:close": (CM, BH),
    "decision:draft": (RISK, PA),
    "decision:publish": (RISK, PA),
    # investigation
    "investigation:read": CASE_READERS,
    "investigation:assign": (CM, BH),
    "investigation:lead": (CM,),
    "investigation:write": (CM,),
    # approval
    "approval:read": CASE_READERS,
    "approval:reconsider": (CM,),
    # contract
    "contract:read": CASE_READERS,
    "contract:prepare": (CM,),
    "contract:review": (CR,),
    "contract:sign": (CM,),
    "contract:confirm": (CR, CO),
    "contract:void-signed": (BH,),
    "limit:freeze": (RISK,),
    "limit:close": (CM,),
    "limit:reconcile": (RISK, DO, AUDITOR),
    # amendment
    # disbursement
    "disbursement:read": CASE_READERS,
    "disbursement:draft": (CM,),
    "disbursement:submit": (CM,),
    "disbursement:cancel": (CM, DO),
    "disbursement:retry": (DO,),
    "disbursement:reconcile": (DO, RISK, AUDITOR),
    # post_loan
    "post-loan:read": CASE_READERS,
    "post-loan:check": (CM,),
    # archive
    "archive:read": (CM, BH, AR, SV, AUDITOR),
    "archive:seal": (AR,),
    "archive:download": (AR, AUDITOR, SV),
    "archive:approve-download": (AR, SV),
    # inquiry
    # integration
}
