"""Looking at what a guarantor can stand for."""

from dataclasses import dataclass
from uuid import UUID

from backend.capabilities.application import queries as applications
from backend.capabilities.audit import service as audit
from backend.capabilities.exposure import queries as exposures
from backend.capabilities.exposure import service as exposure
from backend.capabilities.guarantee import queries
from backend.capabilities.guarantee.models import Guarantee, JointLiabilityGroup
from backend.capabilities.guarantee.rules import (
    COMPANY_MULTIPLE,
    GUARANTEE_MACHINE,
    PERSON_MULTIPLE,
    Capacity,
    GuaranteeType,
    capacity_of,
)
from backend.capabilities.guarantee.service.opening import check_changeable, wrong_guarantor
from backend.capabilities.guarantee.service.quota import take
from backend.kit.actor import Actor
from backend.kit.command import about
from backend.kit.money import Fen, yuan
from backend.kit.refusal import Refusal, ValidationFailed, refuse_all
from backend.kit.scope import rows_within
from backend.kit.work import Work, unit_of_work


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckGuaranteeCapacity:
    """核查保证人的代偿能力"""

    guarantee_id: UUID = about("保证")
    expected_version: int = about("期望版本")
    max_amount: Fen | None = about("调整后的最高保证金额(元);不填则不变", None)
    net_income: Fen | None = about("自然人:年净收入(元)", None)
    net_asset: Fen | None = about("公司:净资产(元)", None)
    guaranteed_elsewhere: Fen = about("在其他机构的对外担保余额(元)", Fen(0))
    resolution_file_id: UUID | None = about("公司:股东会或董事会决议文件", None)


async def check_guarantee_capacity(actor: Actor, command: CheckGuaranteeCapacity) -> Guarantee:
    """Hold a guarantee against what its guarantor can bear (INV-56) and keep the sum.

    A guarantee company's quota is taken here, in the same transaction.

    Raises:
        Refused: too much, or facts are missing.
    """
    async with unit_of_work(actor) as work:
        guarantee = await work.lock(
            Guarantee,
            command.guarantee_id,
            within=rows_within(Guarantee, actor, "guarantee:check"),
            expected_version=command.expected_version,
        )
        application = await applications.by_id(guarantee.application_id)
        check_changeable(application)
        GUARANTEE_MACHINE.next(guarantee.status, "check_capacity")
        refuse_all(
            [
                *_problems(guarantee, command),
                *await wrong_guarantor(application, guarantee.guarantor_id),
            ]
        )
        wanted = command.max_amount or guarantee.max_amount_fen
        facts = await _measured(work, guarantee, command, wanted)
        await audit.move(
            work,
            guarantee,
            GUARANTEE_MACHINE,
            "check_capacity",
            max_amount_fen=wanted,
            capacity=facts,
            resolution_file_id=command.resolution_file_id or guarantee.resolution_file_id,
        )
        work.answers_with(guarantee.id)
    return guarantee


def _problems(guarantee: Guarantee, command: CheckGuaranteeCapacity) -> list[Refusal]:
    found: list[Refusal] = []
    if command.max_amount is not None and command.max_amount <= 0:
        found.append(ValidationFailed("保证金额须大于零", "max_amount"))
    if command.guaranteed_elsewhere < 0:
        found.append(ValidationFailed("对外担保余额不能为负", "guaranteed_elsewhere"))
    person = guarantee.type == GuaranteeType.NATURAL_PERSON
    if person and (command.net_income is None or command.net_income < 0):
        found.append(ValidationFailed("请填写保证人年净收入", "net_income"))
    if guarantee.type == GuaranteeType.COMPANY:
        if command.net_asset is None or command.net_asset < 0:
            found.append(ValidationFailed("请填写公司净资产", "net_asset"))
        # Company Law art. 15: a company guarantees by resolution of its board or shareholders.
        if command.resolution_file_id is None and guarantee.resolution_file_id is None:
            found.append(ValidationFailed("请上传股东会或董事会决议", "resolution_file_id"))
    return found


async def _measured(
    work: Work, guarantee: Guarantee, command: CheckGuaranteeCapacity, wanted: Fen
) -> dict[str, str]:
    if guarantee.type == GuaranteeType.GUARANTEE_COMPANY:
        await take(work, guarantee, wanted)
        return {"quotaTaken": yuan(wanted)}
    # Two applications with one guarantor are measured one after the other.
    await exposure.hold(work, guarantee.guarantor_id)
    in_force = await exposures.guaranteed_by(guarantee.guarantor_id)
    promised = await queries.promised_by(guarantee.guarantor_id, beside=guarantee.id)
    person = guarantee.type == GuaranteeType.NATURAL_PERSON
    capacity = Capacity(
        type=GuaranteeType(guarantee.type),
        base_fen=(command.net_income if person else command.net_asset) or Fen(0),
        elsewhere_fen=command.guaranteed_elsewhere,
        here_fen=Fen(in_force + promised),
        multiple=PERSON_MULTIPLE if person else COMPANY_MULTIPLE,
    )
    refuse_all([*capacity_of(capacity, wanted), *await _beyond_group(guarantee, wanted)])
    return capacity.facts()


async def _beyond_group(guarantee: Guarantee, wanted: Fen) -> list[Refusal]:
    if guarantee.group_id is None:
        return []
    group = await JointLiabilityGroup.get(id=guarantee.group_id)
    if wanted <= group.cap_per_member_fen:
        return []
    cap = yuan(group.cap_per_member_fen)
    return [ValidationFailed(f"超过联保小组每名成员上限 {cap} 元", "max_amount")]
