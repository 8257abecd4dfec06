"""Reads of reference data: what holds on a day."""

from datetime import date
from typing import Any
from uuid import UUID

from backend.capabilities.reference.errors import ReferenceDataMissing
from backend.capabilities.reference.models import BusinessDay, Holiday, LprQuote, Parameter
from backend.capabilities.reference.rules import PARAMETERS, ParameterStatus


async def business_date() -> date:
    """Tell the bank's current business date."""
    day = await BusinessDay.first()
    if day is None:
        raise ReferenceDataMissing(what="营业日期")
    return day.today


async def lpr_on(day: date) -> LprQuote:
    """Find the quote in force on a day: the newest published by then."""
    quote = await LprQuote.filter(published_on__lte=day).order_by("-published_on").first()
    if quote is None:
        raise ReferenceDataMissing(what=f"{day} 的 LPR 报价")
    return quote


async def parameter(key: str, day: date, legal_entity_id: UUID, union_id: UUID) -> Any:
    """Find a parameter's value on a day: the bank's own, else the union's, else the default.

    Raises:
        KeyError: there is no such parameter; a defect of the caller.
    """
    rows = await Parameter.filter(
        key=key,
        effective_from__lte=day,
        legal_entity_id__in=[legal_entity_id, union_id],
        status=ParameterStatus.ACTIVE,
    ).order_by("-effective_from")
    own = [row for row in rows if row.legal_entity_id == legal_entity_id]
    for row in own or rows:
        return row.value
    return PARAMETERS[key].default


async def holidays_between(first: date, last: date) -> dict[date, bool]:
    """Map each exceptional day to whether people work on it."""
    rows = await Holiday.filter(day__gte=first, day__lte=last)
    return {row.day: row.is_working for row in rows}
