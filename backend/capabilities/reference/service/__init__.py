"""Verbs of reference data."""

from backend.capabilities.reference.service.days import (
    AdvanceBusinessDate,
    advance_business_date,
)
from backend.capabilities.reference.service.numbers import next_display_sequence, next_no
from backend.capabilities.reference.service.parameters import (
    DecideParameter,
    ProposeParameter,
    RecordHoliday,
    RecordLprQuote,
    SaveDictItem,
    decide_parameter,
    propose_parameter,
    record_holiday,
    record_lpr_quote,
    save_dict_item,
)

__all__ = [
    "AdvanceBusinessDate",
    "DecideParameter",
    "ProposeParameter",
    "RecordHoliday",
    "RecordLprQuote",
    "SaveDictItem",
    "advance_business_date",
    "decide_parameter",
    "next_display_sequence",
    "next_no",
    "propose_parameter",
    "record_holiday",
    "record_lpr_quote",
    "save_dict_item",
]
