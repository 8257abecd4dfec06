"""The document of a product version: information, parts, bindings, papers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from backend.capabilities.product.rules.info import Availability, ProductInfo
from backend.capabilities.product.rules.words import (
    ComponentKind,
    DocumentStage,
    EvidenceKind,
    PartyRole,
    ProcessType,
    SignCode,
)
from backend.kit.money import Rate


@dataclass(frozen=True, slots=True)
class ProcessBinding:
    """A workflow for a process; the first binding whose condition holds is taken."""

    process: ProcessType
    workflow: str
    condition: str = ""


@dataclass(frozen=True, slots=True)
class RuleSets:
    """The decision tables that the product is judged by, by their keys."""

    pre_assessment: str
    investigation: str
    disbursement: str


@dataclass(frozen=True, slots=True)
class PostLoanPlan:
    """When to visit after the loan is paid out."""

    first_check_days: int
    interval_days: int


@dataclass(frozen=True, slots=True)
class ProductContent:
    """All that a product version (产品版本) says; frozen once it is published."""

    info: ProductInfo
    sections: tuple[str, ...]
    modules: tuple[str, ...]
    component_parameters: Mapping[str, Mapping[str, int]]
    data_schema: Mapping[str, Mapping[str, Any]]
    documents: tuple[str, ...]
    fees: tuple[str, ...]
    templates: tuple[str, ...]
    rule_sets: RuleSets
    process_bindings: tuple[ProcessBinding, ...]
    parameters: Mapping[str, str]
    sign_policy: tuple[SignCode, ...]
    archive_catalogue: str
    org_availability: Mapping[str, Availability]
    post_loan: PostLoanPlan
    effective_from: date
    effective_to: date | None = None


@dataclass(frozen=True, slots=True)
class EvidenceSlot:
    """A place in a module that wants proof; the minimum may be a parameter of the product."""

    code: str
    title_zh: str
    kind: EvidenceKind
    min_count: int
    camera_only: bool = False
    min_count_parameter: str = ""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number that a product may set on a component, within bounds."""

    title_zh: str
    default: int
    min: int
    max: int


@dataclass(frozen=True, slots=True)
class Component:
    """A reusable part (产品组件): a section of the form or a module of the investigation."""

    code: str
    kind: ComponentKind
    version: int
    name_zh: str
    name_en: str
    schema: Mapping[str, Any]
    ui_schema: Mapping[str, Any] = field(default_factory=dict)
    computation: str = ""
    evidence: tuple[EvidenceSlot, ...] = ()
    parameters: Mapping[str, Parameter] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DocumentType:
    """A paper of the checklist (资料清单); one per case, or one per party of the roles."""

    code: str
    name_zh: str
    stage: DocumentStage
    roles: tuple[PartyRole, ...] = ()
    companies: bool = False
    min_files: int = 1
    camera_only: bool = False


@dataclass(frozen=True, slots=True)
class FeeItem:
    """A fee (收费项): who asks for it, who pays it, how much at most."""

    code: str
    name_zh: str
    collector_zh: str
    paid_by_customer: bool
    basis_zh: str
    max_annual_rate: Rate


@dataclass(frozen=True, slots=True)
class DictionaryItem:
    code: str
    label_zh: str
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Dictionary:
    """A dictionary (数据字典) of at most two levels; only leaves can be chosen."""

    code: str
    name_zh: str
    version: int
    items: tuple[DictionaryItem, ...]

    def leaves(self) -> tuple[DictionaryItem, ...]:
        """List the items that nothing stands below."""
        parents = {item.parent for item in self.items}
        return tuple(item for item in self.items if item.code not in parents)


@dataclass(frozen=True, slots=True)
class ArchiveCategory:
    code: str
    name_zh: str
    items: tuple[str, ...]
    retention: str


@dataclass(frozen=True, slots=True)
class ArchiveCatalogue:
    """The folders of a loan's file (档案目录) and what belongs into each."""

    code: str
    version: int
    categories: tuple[ArchiveCategory, ...]


@dataclass(frozen=True, slots=True)
class Library:
    """Everything that products are composed from, by code."""

    components: Mapping[str, Component]
    documents: Mapping[str, DocumentType]
    fees: Mapping[str, FeeItem]
    dictionaries: Mapping[str, Dictionary]
    archive_catalogues: Mapping[str, ArchiveCatalogue]
