"""Two people in one place at one time (INV-20)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from backend.capabilities.investigation.errors import (
    FarFromPartner,
    FarFromSite,
    PositionUnreliable,
)
from backend.kit.places import Position, distance_m
from backend.kit.refusal import Refusal

ACCURACY_MAX_M = 200


@dataclass(frozen=True, slots=True)
class Presence:
    """Where somebody stood, and when."""

    position: Position
    at: datetime


@dataclass(frozen=True, slots=True)
class Closeness:
    """What counts as one place and one time; parameters of the bank."""

    same_place_m: int = 200
    within: timedelta = timedelta(hours=2)
    site_m: int = 3_000


def check_in_problems(
    mine: Presence,
    partner: Presence | None,
    site: Position | None,
    *,
    accuracy_m: int,
    is_mocked: bool,
    rule: Closeness,
) -> list[Refusal]:
    """List why somebody cannot check in here and now."""
    if not mine.position.exists:
        return [PositionUnreliable(path=("latitude",), problem="坐标不存在")]
    found: list[Refusal] = []
    if is_mocked:
        found.append(PositionUnreliable(path=("is_mocked",), problem="设备使用了模拟定位"))
    if accuracy_m > ACCURACY_MAX_M:
        found.append(PositionUnreliable(path=("accuracy_m",), problem=f"误差 {accuracy_m} 米"))
    if site is not None and (metres := distance_m(mine.position, site)) > rule.site_m:
        found.append(FarFromSite(path=("latitude",), metres=metres, maximum=rule.site_m))
    if partner is not None and abs(mine.at - partner.at) <= rule.within:
        metres = distance_m(mine.position, partner.position)
        if metres > rule.same_place_m:
            limit = rule.same_place_m
            found.append(FarFromPartner(path=("latitude",), metres=metres, maximum=limit))
    return found


def are_together(one: Presence | None, other: Presence | None, rule: Closeness) -> bool:
    """Tell whether both were in the same place, one not long after the other."""
    if one is None or other is None or abs(one.at - other.at) > rule.within:
        return False
    return distance_m(one.position, other.position) <= rule.same_place_m
