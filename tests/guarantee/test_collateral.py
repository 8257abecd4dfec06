"""Collateral: appraised, pledged, registered, lifted."""

from typing import Any
from uuid import uuid4

import httpx
import pytest
from tortoise.exceptions import IntegrityError

from backend.capabilities.application.models import Application
from backend.capabilities.guarantee import queries, service
from backend.capabilities.guarantee.models import Collateral
from backend.kit.database import EVERYTHING, reaching
from backend.kit.money import fen
from backend.kit.work import unit_of_work
from tests.bank import Client, actor, signed_in
from tests.guarantee.factories import COLLATERAL, a_case, a_person, act


async def offered(terminal: Client, application: Application, amount: str) -> dict[str, Any]:
    """A shop that secures an application."""
    made = await act(
        terminal,
        "addCollateral",
        COLLATERAL,
        applicationId=str(application.id),
        kind="REAL_ESTATE",
        ownerIds=[str(application.applicant_id), await a_person(terminal, "共有人")],
        use="SHOP",
        description="茶山镇云雾村门面一间",
        certNo="示(2024)不动产权第 001 号",
        wantedAmount=amount,
    )
    assert made["errors"] == []
    collateral: dict[str, Any] = made["collateral"]
    return collateral


async def appraised(
    terminal: Client, collateral: dict[str, Any], value: str, on: str = "2026-11-01"
) -> dict[str, Any]:
    """Write an appraisal down."""
    return await act(
        terminal,
        "appraiseCollateral",
        COLLATERAL,
        collateralId=collateral["id"],
        expectedVersion=collateral["version"],
        value=value,
        appraisedBy="示例评估事务所",
        appraisedOn=on,
    )


async def test_inv_57_a_shop_carries_sixty_percent_of_its_value_over_all_applications(
    api: httpx.AsyncClient,
) -> None:
    manager = await signed_in(api, "lin.zhuban")
    first = await a_case(manager, "张抵一", code="B03")
    second = await a_case(manager, "张抵二", code="B03")
    third = await a_case(manager, "张抵三", code="B03")
    collateral = await offered(manager, first, "400000")
    worth = (await appraised(manager, collateral, "1000000"))["collateral"]
    again = {"collateralId": worth["id"], "kind": "REAL_ESTATE", "wantedAmount": "400000"}

    partly = await act(manager, "addCollateral", COLLATERAL, applicationId=str(second.id), **again)
    refused = await act(manager, "addCollateral", COLLATERAL, applicationId=str(third.id), **again)

    assert str(collateral["no"]).startswith("YW429901")
    assert (worth["status"], worth["ltvPct"]) == ("APPRAISED", 60)
    assert (worth["pledged"], worth["available"]) == ("400000.00", "200000.00")
    assert partly["collateral"]["pledged"] == "600000.00"
    assert [one["amount"] for one in partly["collateral"]["pledges"]] == [
        "400000.00",
        "200000.00",
    ]
    assert [error["code"] for error in refused["errors"]] == ["COLLATERAL_OVERCHARGED"]
    with reaching(EVERYTHING):
        assert await queries.cover_of(first.id) == fen("400000")
        assert await queries.cover_of(second.id) == fen("200000")
        assert await queries.cover_of(third.id) == 0


async def test_inv_57_the_database_itself_refuses_to_overcharge_a_collateral(
    api: httpx.AsyncClient,
) -> None:
    manager = await signed_in(api, "lin.zhuban")
    collateral = await offered(manager, await a_case(manager, "张超押", code="B03"), "100000")

    with pytest.raises(IntegrityError, match="collateral_not_overcharged"), reaching(EVERYTHING):
        await Collateral.filter(id=collateral["id"]).update(pledged_fen=1)


async def test_inv_57_a_right_is_relied_on_only_once_another_has_registered_it(
    api: httpx.AsyncClient,
) -> None:
    manager = await signed_in(api, "lin.zhuban")
    officer = await signed_in(api, "yao.yapin")
    application = await a_case(manager, "张登记", code="B03")
    collateral = await offered(manager, application, "100000")
    await appraised(manager, collateral, "1000000")
    lin = await actor("lin.zhuban")
    async with unit_of_work(lin) as work:
        await service.contracted(work, application.id)
        await service.take_effect(work, application.id, application.id)
    before = await unmet(application)
    version = await version_of(collateral["id"])
    sent = await act(
        manager,
        "submitCollateralRegistration",
        COLLATERAL,
        collateralId=collateral["id"],
        expectedVersion=version,
        authority="示例县不动产登记中心",
    )
    certificate = {
        "collateralId": collateral["id"],
        "expectedVersion": sent["collateral"]["version"],
        "registrationNo": "示(2026)不动产证明第 9 号",
        "registeredOn": "2026-11-12",
        "certificateFileId": str(uuid4()),
    }

    denied = await manager.ask(
        "mutation M($input: RegisterCollateralInput!)"
        " { registerCollateral(input: $input) { errors { code } } }",
        input={"idempotencyKey": str(uuid4()), **certificate},
    )
    done = await act(officer, "registerCollateral", COLLATERAL, **certificate)
    held = await release(officer, done["collateral"])
    async with unit_of_work(lin) as work:
        await service.release(work, application.id)
    freed = await release(
        officer, {"id": collateral["id"], "version": await version_of(collateral["id"])}
    )

    assert before == [f"{collateral['no']} 押品未办妥登记"]
    assert sent["collateral"]["status"] == "REG_PENDING"
    assert denied["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    assert done["collateral"]["status"] == "REGISTERED"
    assert done["collateral"]["registrationStatus"] == "REGISTERED"
    assert [error["code"] for error in held["errors"]] == ["COLLATERAL_STILL_PLEDGED"]
    assert freed["errors"] == []
    assert freed["collateral"]["status"] == "RELEASED"
    assert freed["collateral"]["pledged"] == "0.00"


async def release(terminal: Client, collateral: dict[str, Any]) -> dict[str, Any]:
    return await act(
        terminal,
        "releaseCollateral",
        COLLATERAL,
        collateralId=collateral["id"],
        expectedVersion=collateral["version"],
        reason="贷款已结清",
    )


async def unmet(application: Application) -> list[str]:
    with reaching(EVERYTHING):
        return await queries.collateral_ready(application.id)


async def version_of(collateral_id: str) -> int:
    with reaching(EVERYTHING):
        return (await Collateral.get(id=collateral_id)).version


async def test_an_appraisal_older_than_a_year_is_refused(api: httpx.AsyncClient) -> None:
    manager = await signed_in(api, "lin.zhuban")
    collateral = await offered(manager, await a_case(manager, "张旧估", code="B03"), "100000")

    refused = await appraised(manager, collateral, "1000000", "2025-11-11")
    accepted = await appraised(manager, collateral, "1000000", "2025-11-12")

    assert [error["path"] for error in refused["errors"]] == [["appraisedOn"]]
    assert accepted["errors"] == []


async def test_a_lower_value_lowers_what_no_contract_relies_on_yet(
    api: httpx.AsyncClient,
) -> None:
    manager = await signed_in(api, "lin.zhuban")
    application = await a_case(manager, "张降值", code="B03")
    collateral = await offered(manager, application, "500000")
    first = (await appraised(manager, collateral, "1000000"))["collateral"]
    lower = (await appraised(manager, first, "500000"))["collateral"]
    lin = await actor("lin.zhuban")
    async with unit_of_work(lin) as work:
        await service.contracted(work, application.id)
        await service.take_effect(work, application.id, application.id)

    refused = await appraised(manager, lower | {"version": await version_of(lower["id"])}, "400000")

    assert (first["pledged"], lower["pledged"]) == ("500000.00", "300000.00")
    assert [error["code"] for error in refused["errors"]] == ["COLLATERAL_OVERCHARGED"]
