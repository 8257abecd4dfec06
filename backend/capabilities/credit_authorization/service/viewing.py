"""Looking at a report: each look is on record (INV-12)."""

from dataclasses import dataclass
from uuid import UUID

from backend.capabilities.audit import service as audit
from backend.capabilities.credit_authorization.errors import ReportUnreadable
from backend.capabilities.credit_authorization.models import CreditQuery, CreditReport
from backend.capabilities.credit_authorization.rules import with_watermark
from backend.kit.actor import Actor
from backend.kit.clock import utc_now
from backend.kit.command import about
from backend.kit.refusal import NotFound, ValidationFailed
from backend.kit.scope import rows_within
from backend.kit.work import unit_of_work
from backend.ports import Ports
from storage.vault import StoredObject

REASON_MIN = 2
SHOWN = "text/html"


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewCreditReport:
    """查看征信报告;每次查看都留痕"""

    report_id: UUID = about("征信报告")
    reason: str = about("查看理由")
    with_original: bool = about("是否查看原件(加水印)", default=False)


@dataclass(frozen=True, slots=True)
class SeenReport:
    """A report and, where asked for, its original with the viewer's name across it."""

    report: CreditReport
    original: str | None


async def view_credit_report(actor: Actor, command: ViewCreditReport, ports: Ports) -> SeenReport:
    """Show a report; the original leaves the server only with a watermark.

    Raises:
        NotFound: it is out of reach.
        ValidationFailed: no reason.
        ReportUnreadable: the original cannot carry a watermark.
    """
    reason = command.reason.strip()
    if not REASON_MIN <= len(reason) <= 400:
        raise ValidationFailed("请填写查看理由,2 到 400 个字", "reason")
    report = await _within_reach(actor, command.report_id)
    original = await _original(actor, report, ports) if command.with_original else None
    async with unit_of_work(actor) as work:
        seen = ["indicators", "original"] if command.with_original else ["indicators"]
        await audit.note_view(work, "CreditReport", report.id, seen, reason)
    return SeenReport(report, original)


async def _within_reach(actor: Actor, report_id: UUID) -> CreditReport:
    # A report is as far away as its query: the manager's own, the branch's, the bank's.
    report = await CreditReport.filter(id=report_id).first()
    within = rows_within(CreditQuery, actor, "credit-report:view")
    if report is None or not await CreditQuery.filter(within, id=report.query_id).exists():
        raise NotFound(path=("report_id",))
    return report


async def _original(actor: Actor, report: CreditReport, ports: Ports) -> str:
    stored = StoredObject(**report.raw_object)
    if stored.content_type != SHOWN:
        raise ReportUnreadable(path=("with_original",), media_type=stored.content_type)
    page = (await ports.vault.get(stored)).decode()
    return with_watermark(page, actor.name, utc_now())
