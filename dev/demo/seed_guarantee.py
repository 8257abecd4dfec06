"""Loads the demo's guarantee company and what it has agreed with the bank."""

from datetime import date
from decimal import Decimal
from typing import Any

from backend.capabilities.customer.models import Customer
from backend.capabilities.customer.rules import CustomerStatus, CustomerType, IdType
from backend.capabilities.guarantee.models import GuaranteeCompanyAgreement
from backend.capabilities.organization.models import Org, User
from backend.kit.actor import SYSTEM_ID
from backend.kit.crypto import blind_index
from backend.kit.ids import business_no
from backend.kit.money import fen
from dev.demo.people import QINGJIANG

STAMP: dict[str, Any] = {"created_by": SYSTEM_ID, "updated_by": SYSTEM_ID}
NAME, USCC, PHONE = "示例县惠农融资担保有限公司", "91429999DEMA0003XB", "14000000009"
FOUNDED_IN_DEMO = date(2026, 1, 1)


async def load_guarantee_company(_: Any) -> None:
    """Agree a quota of five million with 惠农担保, at most half a million per customer."""
    bank = await Org.get(no=QINGJIANG)
    if await GuaranteeCompanyAgreement.filter(legal_entity_id=bank.legal_entity_id).exists():
        return
    company = await _company(bank)
    await GuaranteeCompanyAgreement.create(
        legal_entity_id=bank.legal_entity_id,
        company=company,
        license_no="示例融保许可2024第003号",
        total_quota_fen=fen("5000000"),
        single_cap_fen=fen("500000"),
        margin_ratio=Decimal(10),
        risk_share_ratio=Decimal(80),
        fee_rate=Decimal(1),
        valid_to=date(2028, 12, 31),
        **STAMP,
    )


async def _company(bank: Org) -> Customer:
    known = await Customer.filter(
        legal_entity_id=bank.legal_entity_id, id_no_hash=blind_index(USCC)
    ).first()
    if known is not None:
        return known
    manager = await User.get(login_name="lin.zhuban").select_related("org")
    return await Customer.create(
        legal_entity_id=bank.legal_entity_id,
        org_id=manager.org.id,
        org_path=manager.org.path,
        owner_id=manager.id,
        no=business_no("KH", bank.entity_code, FOUNDED_IN_DEMO, 3),
        type=CustomerType.COMPANY,
        name=NAME,
        pinyin="shilixianhuinongrongzidanbaoyouxiangongsi",
        id_type=IdType.BUSINESS_LICENSE,
        id_no=USCC,
        id_no_hash=blind_index(USCC),
        phone=PHONE,
        phone_hash=blind_index(PHONE),
        address="示例县城关镇惠农路 3 号",
        kinds=["SMALL_FIRM"],
        status=CustomerStatus.ACTIVE,
        **STAMP,
    )
