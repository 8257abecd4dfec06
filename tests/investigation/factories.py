"""The tea grower's investigation, as the journey tells it."""

import copy
from typing import Any

from backend.capabilities.product.queries import library_from
from backend.capabilities.product.rules import ProductContent, investigation_form, read
from dev.demo.seed_products import library_content, product_documents

LIBRARY = library_from(library_content())
A02 = read(ProductContent, product_documents()["A02"])
FORM = investigation_form(A02, LIBRARY)

APPLICATION_FORM: dict[str, Any] = {
    "S01": {"householdSize": 4, "labourCount": 2, "residenceType": "OWN", "localYears": 41},
    "S02": {
        "occupation": "5",
        "workYears": 4,
        "annualIncome": "156000.00",
        "annualExpense": "46000.00",
    },
    "S03": {
        "plants": True,
        "crops": [{"crop": "TEA", "mu": "30"}],
        "breeds": True,
        "livestock": [{"species": "PIG", "stock": 24}],
        "landContracted": "30",
    },
    "S05": {"totalAssets": "100000.00", "totalDebts": "42000.00", "guaranteesGiven": "0"},
    "S06": {
        "purposeText": "购茶叶加工机和茶苗",
        "totalCost": "200000.00",
        "ownFunds": "50000.00",
        "repaySource": "HARVEST",
        "secondSource": "WAGE",
    },
    "S07": {"contacts": [{"name": "王立秋", "relation": "FRIEND", "phone": "14000000003"}]},
}

SECTIONS: dict[str, dict[str, Any]] = {
    "M01": {
        "identityChecked": True,
        "health": "GOOD",
        "localYears": 41,
        "contactName": "王立秋",
        "contactPhone": "14000000003",
    },
    "M02": {
        "members": [
            {
                "name": "李谷雨",
                "relation": "SPOUSE",
                "age": 39,
                "annualIncome": "18000",
                "works": True,
                "supports": True,
            }
        ]
    },
    "M04": {
        "items": [
            {"crop": "TEA", "mu": "30", "yieldPerMu": "65", "price": "120", "costPerMu": "3600"}
        ]
    },
    "M05": {
        "items": [
            {
                "species": "PIG",
                "stock": 24,
                "cyclesPerYear": "1",
                "outputPerCycle": "24",
                "price": "2200",
                "unitCost": "1700",
            }
        ]
    },
    "M07": {
        "items": [
            {
                "name": "李谷雨",
                "employer": "云雾村茶厂",
                "monthsPerYear": 12,
                "monthlyNet": "1500",
            }
        ]
    },
    "M08": {"items": []},
    "M09": {
        "livingCost": "36000",
        "educationCost": "10000",
        "medicalCost": "0",
        "existingDebtServiceAnnual": "9600",
    },
    "M11": {
        "declaredAssets": "100000",
        "privateLoans": [{"creditor": "张大伯", "balance": "24000", "annualService": "0"}],
        "guarantees": [],
    },
    "M12": {"hasAbnormal": False},
    "M13": {
        "purpose": "PLANTING.TEA",
        "items": [{"name": "茶叶加工机", "amount": "200000"}],
        "ownFunds": "50000",
        "hasContract": False,
    },
    "M14": {
        "firstSource": "HARVEST",
        "secondSource": "WAGE",
        "months": [
            {"month": month, "inflow": "20000", "outflow": "10000"} for month in range(1, 13)
        ],
        "matches": True,
    },
    "M15": {
        "items": [
            {
                "name": "王立秋",
                "relation": "FRIEND",
                "netAnnual": "72000",
                "assets": "500000",
                "existingGuarantees": "20000",
                "willing": True,
                "comment": "经营村口商店,收入稳定,愿意担保",
            }
        ]
    },
    "M17": {
        "interviews": [
            {
                "who": who,
                "name": name,
                "heldOn": "2026-11-18",
                "rating": 4,
                "text": "为人诚实,茶园打理得好",
            }
            for who, name in (("VILLAGE_COMMITTEE", "纪书记"), ("NEIGHBOUR", "周邻居"))
        ],
        "gambling": False,
        "drinking": False,
        "dispute": False,
    },
    "M19": {"shotListFollowed": True},
    "M20": {
        "insurance": "NONE",
        "priceRisk": "MEDIUM",
        "diseaseRisk": "LOW",
        "mitigation": "与合作社签订保底收购协议",
    },
    "M25": {"strengths": "茶园稳定", "risks": "价格波动", "truthDeclared": True},
}

# Slot and how many; together the journey's 18 photos.
PHOTOS: dict[str, int] = {
    f"{part.code}.{slot.code}": slot.min_count
    for part in FORM.parts
    for slot in part.evidence
    if slot.min_count
}


def sections(**changes: Any) -> dict[str, dict[str, Any]]:
    """The sections, with whole ones exchanged."""
    return copy.deepcopy(SECTIONS) | changes
