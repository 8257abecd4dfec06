"""The closed lists of words in which a product is written, with their Chinese."""

from enum import StrEnum


class ProductCategory(StrEnum):
    FARMER = "FARMER"
    MICRO_BUSINESS = "MICRO_BUSINESS"
    CONSUMER = "CONSUMER"
    FEATURED = "FEATURED"


class LimitType(StrEnum):
    REVOLVING = "REVOLVING"
    NON_REVOLVING = "NON_REVOLVING"


class RateType(StrEnum):
    FIXED = "FIXED"
    FLOATING = "FLOATING"


class Benchmark(StrEnum):
    LPR_1Y = "LPR_1Y"
    LPR_5Y = "LPR_5Y"


class CapacityMetric(StrEnum):
    MONTHLY_DSR = "MONTHLY_DSR"
    ANNUAL_COVERAGE = "ANNUAL_COVERAGE"


class RiskGrade(StrEnum):
    A = "A"
    B = "B"
    C = "C"
    D = "D"


class GuaranteeMode(StrEnum):
    CREDIT = "CREDIT"
    NATURAL_PERSON = "NATURAL_PERSON"
    COMPANY = "COMPANY"
    GUARANTEE_COMPANY = "GUARANTEE_COMPANY"
    MORTGAGE = "MORTGAGE"
    PLEDGE = "PLEDGE"


class CollateralKind(StrEnum):
    REAL_ESTATE = "REAL_ESTATE"
    FOREST_RIGHT = "FOREST_RIGHT"
    LAND_OPERATION_RIGHT = "LAND_OPERATION_RIGHT"
    VEHICLE = "VEHICLE"
    MACHINERY = "MACHINERY"
    INVENTORY = "INVENTORY"
    BIO_ASSET = "BIO_ASSET"
    DEPOSIT = "DEPOSIT"
    RECEIVABLE = "RECEIVABLE"
    OTHER = "OTHER"


class Channel(StrEnum):
    PAD = "PAD"
    ONLINE = "ONLINE"
    COUNTER = "COUNTER"
    API = "API"


class RegionRule(StrEnum):
    IN_BANK_AREA = "IN_BANK_AREA"
    ANYWHERE = "ANYWHERE"


class ProcessType(StrEnum):
    APPLICATION = "APPLICATION"
    DISBURSEMENT = "DISBURSEMENT"
    INFORMATION_CHANGE = "INFORMATION_CHANGE"
    LIMIT_ADJUST = "LIMIT_ADJUST"
    LIMIT_CANCELLATION = "LIMIT_CANCELLATION"


class SignCode(StrEnum):
    """Who signs beside the borrower: the letters of the catalogue."""

    SPOUSE = "S"
    GUARANTORS = "G"
    CO_BORROWERS = "C"
    COMPANIES = "L"
    OWNERS = "O"


class PartyRole(StrEnum):
    APPLICANT = "APPLICANT"
    SPOUSE = "SPOUSE"
    CO_BORROWER = "CO_BORROWER"
    GUARANTOR = "GUARANTOR"
    GUARANTOR_SPOUSE = "GUARANTOR_SPOUSE"
    MORTGAGOR = "MORTGAGOR"
    PLEDGOR = "PLEDGOR"
    LEGAL_REP = "LEGAL_REP"


class Level(StrEnum):
    """How complete a form must be: a draft, enough to submit, or everything."""

    DRAFT = "DRAFT"
    INTAKE = "INTAKE"
    FULL = "FULL"


class DocumentStage(StrEnum):
    """Before which step a paper must be there."""

    INTAKE = "INTAKE"
    FULL = "FULL"
    CONTRACT = "CONTRACT"
    DISBURSEMENT = "DISBURSEMENT"


class EvidenceKind(StrEnum):
    PHOTO = "PHOTO"
    VIDEO = "VIDEO"
    AUDIO = "AUDIO"
    DOC = "DOC"
    SCREENSHOT = "SCREENSHOT"


class ComponentKind(StrEnum):
    FORM_SECTION = "FORM_SECTION"
    INVESTIGATION_MODULE = "INVESTIGATION_MODULE"


GUARANTEE_ZH = {
    GuaranteeMode.CREDIT: "信用",
    GuaranteeMode.NATURAL_PERSON: "自然人保证",
    GuaranteeMode.COMPANY: "公司保证",
    GuaranteeMode.GUARANTEE_COMPANY: "担保公司保证",
    GuaranteeMode.MORTGAGE: "抵押",
    GuaranteeMode.PLEDGE: "质押",
}
