from tortoise import migrations
from tortoise.migrations import operations as ops
from backend.capabilities.calculator.rules.terms import DueDayRule, RepaymentMethod
from backend.capabilities.disbursement.rules.day_end import DifferenceKind
from backend.capabilities.disbursement.rules.payout import Asked, CoreAnswer
from backend.capabilities.disbursement.rules.states import (
    DisbursementStatus,
    FiveClass,
    NewsKind,
    NoteStatus,
    PaymentMode,
)
from backend.kit.clock import utc_now
from backend.kit.crypto import EncryptedField
from backend.kit.ids import uuid7
from orjson import loads
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint


class Migration(migrations.Migration):
    dependencies = [("contract", "0001_initial"), ("customer", "0001_initial")]

    initial = True

    operations = [
        ops.CreateModel(
            name="DayEndReconciliation",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=1, description="乐观锁版本")),
                (
                    "created_at",
                    fields.DatetimeField(
                        default=utc_now, description="创建时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("created_by", fields.UUIDField(description="创建人")),
                (
                    "updated_at",
                    fields.DatetimeField(
                        default=utc_now, description="更新时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("updated_by", fields.UUIDField(description="更新人")),
                ("legal_entity_id", fields.UUIDField(db_index=True, description="法人机构")),
                ("business_date", fields.DateField(description="营业日期")),
                ("file_sha256", fields.CharField(description="对账文件摘要", max_length=64)),
                ("payouts", fields.IntField(description="我方放款笔数")),
                ("differences", fields.IntField(description="差异条数")),
                (
                    "at",
                    fields.DatetimeField(
                        description="对账时间", auto_now=False, auto_now_add=False
                    ),
                ),
            ],
            options={
                "table": "day_end_reconciliation",
                "app": "disbursement",
                "unique_together": (("legal_entity_id", "business_date", "file_sha256"),),
                "pk_attr": "id",
                "table_description": "日终对账",
            },
            bases=["LegalEntityRow"],
        ),
        ops.CreateModel(
            name="DayEndDifference",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=1, description="乐观锁版本")),
                (
                    "created_at",
                    fields.DatetimeField(
                        default=utc_now, description="创建时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("created_by", fields.UUIDField(description="创建人")),
                (
                    "updated_at",
                    fields.DatetimeField(
                        default=utc_now, description="更新时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("updated_by", fields.UUIDField(description="更新人")),
                ("legal_entity_id", fields.UUIDField(db_index=True, description="法人机构")),
                (
                    "reconciliation",
                    fields.ForeignKeyField(
                        "disbursement.DayEndReconciliation",
                        source_field="reconciliation_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="found",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "kind",
                    fields.CharEnumField(
                        description="种类", enum_type=DifferenceKind, max_length=20
                    ),
                ),
                ("request_id", fields.CharField(description="核心请求号", max_length=64)),
                ("loan_no", fields.CharField(description="贷款号", max_length=40)),
                ("ours_fen", fields.BigIntField(description="我方金额(分)")),
                ("theirs_fen", fields.BigIntField(description="核心金额(分)")),
            ],
            options={
                "table": "day_end_difference",
                "app": "disbursement",
                "pk_attr": "id",
                "table_description": "对账差异",
            },
            bases=["LegalEntityRow"],
        ),
        ops.CreateModel(
            name="Disbursement",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=1, description="乐观锁版本")),
                (
                    "created_at",
                    fields.DatetimeField(
                        default=utc_now, description="创建时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("created_by", fields.UUIDField(description="创建人")),
                (
                    "updated_at",
                    fields.DatetimeField(
                        default=utc_now, description="更新时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("updated_by", fields.UUIDField(description="更新人")),
                ("legal_entity_id", fields.UUIDField(db_index=True, description="法人机构")),
                ("org_id", fields.UUIDField(description="所属机构")),
                ("org_path", fields.CharField(description="机构路径", max_length=120)),
                ("owner_id", fields.UUIDField(db_index=True, description="责任人")),
                ("no", fields.CharField(unique=True, description="放款申请编号", max_length=32)),
                (
                    "contract",
                    fields.ForeignKeyField(
                        "contract.CreditContract",
                        source_field="contract_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="disbursements",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "limit",
                    fields.ForeignKeyField(
                        "contract.CreditLimit",
                        source_field="limit_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="disbursements",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "customer",
                    fields.ForeignKeyField(
                        "customer.Customer",
                        source_field="customer_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="disbursements",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("seq", fields.IntField(description="合同项下用款序号")),
                ("amount_fen", fields.BigIntField(description="用款金额(分)")),
                (
                    "annual_rate",
                    fields.DecimalField(
                        description="执行年利率(%)", max_digits=9, decimal_places=6
                    ),
                ),
                ("value_date", fields.DateField(description="起息日")),
                ("term_months", fields.IntField(description="期限(月)")),
                ("maturity_date", fields.DateField(description="到期日")),
                (
                    "repayment_method",
                    fields.CharEnumField(
                        description="还款方式", enum_type=RepaymentMethod, max_length=16
                    ),
                ),
                (
                    "due_day_rule",
                    fields.CharEnumField(
                        description="还款日规则", enum_type=DueDayRule, max_length=16
                    ),
                ),
                ("due_day", fields.IntField(null=True, description="固定还款日")),
                (
                    "payment_mode",
                    fields.CharEnumField(
                        description="支付方式", enum_type=PaymentMode, max_length=12
                    ),
                ),
                ("disburse_account", EncryptedField(description="放款账户(加密)", unique=False)),
                ("repay_account", EncryptedField(description="还款账户(加密)", unique=False)),
                ("purpose_text", fields.CharField(description="用途说明", max_length=400)),
                (
                    "purpose_proofs",
                    fields.JSONField(description="用途证明文件", encoder=JSON_DUMPS, decoder=loads),
                ),
                (
                    "checklist",
                    fields.JSONField(
                        default=list,
                        description="放款前提条件核对",
                        encoder=JSON_DUMPS,
                        decoder=loads,
                    ),
                ),
                (
                    "note_no",
                    fields.CharField(
                        default="", description="借据编号(合同号加序号)", max_length=80
                    ),
                ),
                (
                    "loan_no",
                    fields.CharField(
                        null=True, unique=True, description="借据业务编号", max_length=32
                    ),
                ),
                (
                    "schedule",
                    fields.JSONField(
                        default=list,
                        description="借据所载还款计划",
                        encoder=JSON_DUMPS,
                        decoder=loads,
                    ),
                ),
                (
                    "engine_version",
                    fields.CharField(default="", description="计算引擎版本", max_length=20),
                ),
                (
                    "schedule_sha256",
                    fields.CharField(default="", description="还款计划摘要", max_length=64),
                ),
                ("signing_task_id", fields.UUIDField(null=True, description="签约任务")),
                (
                    "status",
                    fields.CharEnumField(
                        default=DisbursementStatus.DRAFT,
                        description="状态",
                        enum_type=DisbursementStatus,
                        max_length=16,
                    ),
                ),
                ("submissions", fields.IntField(default=0, description="提交次数")),
                (
                    "submitted_at",
                    fields.DatetimeField(
                        null=True, description="提交时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("releaser_id", fields.UUIDField(null=True, description="放款审核人")),
                (
                    "released_at",
                    fields.DatetimeField(
                        null=True, description="放款批准时间", auto_now=False, auto_now_add=False
                    ),
                ),
                (
                    "core_request_id",
                    fields.CharField(
                        null=True,
                        unique=True,
                        description="核心请求号,首次发送时取得,不再改变",
                        max_length=64,
                    ),
                ),
                (
                    "last_sent_at",
                    fields.DatetimeField(
                        null=True,
                        description="最近一次发送时间",
                        auto_now=False,
                        auto_now_add=False,
                    ),
                ),
                (
                    "unknown_since",
                    fields.DatetimeField(
                        null=True,
                        description="结果未知起始时间",
                        auto_now=False,
                        auto_now_add=False,
                    ),
                ),
                ("enquiries", fields.IntField(default=0, description="查询次数")),
                ("sends", fields.IntField(default=0, description="发送次数")),
                ("core_ref", fields.CharField(default="", description="核心流水号", max_length=64)),
                (
                    "core_responded_at",
                    fields.DatetimeField(
                        null=True, description="核心记账时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("simulated", fields.BooleanField(default=False, description="核心是否模拟")),
                (
                    "failure_code",
                    fields.CharField(default="", description="失败代码", max_length=80),
                ),
                (
                    "failure_text",
                    fields.CharField(default="", description="失败原因", max_length=400),
                ),
                (
                    "end_reason",
                    fields.CharField(default="", description="退回或取消原因", max_length=400),
                ),
            ],
            options={
                "table": "disbursement",
                "app": "disbursement",
                "unique_together": (("contract_id", "seq"),),
                "constraints": [
                    CheckConstraint(check="amount_fen > 0", name="disbursement_draws_money"),
                    CheckConstraint(
                        check="value_date < maturity_date", name="disbursement_dates_in_order"
                    ),
                    CheckConstraint(
                        check="core_request_id is null or core_request_id = id::text",
                        name="disbursement_has_one_request_id",
                    ),
                    CheckConstraint(
                        check="core_request_id is not null or status not in ('SENDING', 'UNKNOWN', 'FAILED', 'DISBURSED')",
                        name="sent_disbursement_has_its_request_id",
                    ),
                    CheckConstraint(
                        check="status <> 'DISBURSED' or core_ref <> ''",
                        name="disbursed_has_its_core_ref",
                    ),
                    CheckConstraint(check="releaser_id <> created_by", name="released_by_another"),
                ],
                "pk_attr": "id",
                "table_description": "放款申请",
            },
            bases=["OwnedRow"],
        ),
        ops.CreateModel(
            name="LoanNote",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=1, description="乐观锁版本")),
                (
                    "created_at",
                    fields.DatetimeField(
                        default=utc_now, description="创建时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("created_by", fields.UUIDField(description="创建人")),
                (
                    "updated_at",
                    fields.DatetimeField(
                        default=utc_now, description="更新时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("updated_by", fields.UUIDField(description="更新人")),
                ("legal_entity_id", fields.UUIDField(db_index=True, description="法人机构")),
                ("org_id", fields.UUIDField(description="所属机构")),
                ("org_path", fields.CharField(description="机构路径", max_length=120)),
                ("owner_id", fields.UUIDField(db_index=True, description="责任人")),
                (
                    "no",
                    fields.CharField(
                        unique=True, description="借据业务编号,即核心贷款号", max_length=32
                    ),
                ),
                (
                    "display_no",
                    fields.CharField(description="借据编号(合同号加序号)", max_length=80),
                ),
                (
                    "disbursement",
                    fields.OneToOneField(
                        "disbursement.Disbursement",
                        source_field="disbursement_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="note",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "contract",
                    fields.ForeignKeyField(
                        "contract.CreditContract",
                        source_field="contract_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="notes",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "customer",
                    fields.ForeignKeyField(
                        "customer.Customer",
                        source_field="customer_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="notes",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("principal_fen", fields.BigIntField(description="本金(分)")),
                ("outstanding_fen", fields.BigIntField(description="本金余额(分)")),
                ("overdue_fen", fields.BigIntField(default=0, description="逾期金额(分)")),
                ("overdue_since", fields.DateField(null=True, description="逾期起始日")),
                (
                    "annual_rate",
                    fields.DecimalField(
                        description="执行年利率(%)", max_digits=9, decimal_places=6
                    ),
                ),
                ("value_date", fields.DateField(description="起息日")),
                ("maturity_date", fields.DateField(description="到期日")),
                ("core_ref", fields.CharField(description="核心流水号", max_length=64)),
                (
                    "status",
                    fields.CharEnumField(
                        default=NoteStatus.ACTIVE,
                        description="状态",
                        enum_type=NoteStatus,
                        max_length=12,
                    ),
                ),
                (
                    "five_class",
                    fields.CharEnumField(
                        default=FiveClass.NORMAL,
                        description="五级分类",
                        enum_type=FiveClass,
                        max_length=16,
                    ),
                ),
                ("settled_on", fields.DateField(null=True, description="结清日")),
            ],
            options={
                "table": "loan_note",
                "app": "disbursement",
                "constraints": [
                    CheckConstraint(
                        check="principal_fen > 0 and outstanding_fen >= 0 and outstanding_fen <= principal_fen and overdue_fen >= 0",
                        name="note_owes_at_most_its_principal",
                    ),
                    CheckConstraint(
                        check="status <> 'SETTLED' or outstanding_fen = 0",
                        name="settled_note_owes_nothing",
                    ),
                ],
                "pk_attr": "id",
                "table_description": "借据",
            },
            bases=["OwnedRow"],
        ),
        ops.CreateModel(
            name="CoreNews",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=1, description="乐观锁版本")),
                (
                    "created_at",
                    fields.DatetimeField(
                        default=utc_now, description="创建时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("created_by", fields.UUIDField(description="创建人")),
                (
                    "updated_at",
                    fields.DatetimeField(
                        default=utc_now, description="更新时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("updated_by", fields.UUIDField(description="更新人")),
                ("legal_entity_id", fields.UUIDField(db_index=True, description="法人机构")),
                ("event_id", fields.CharField(description="核心消息号", max_length=80)),
                (
                    "kind",
                    fields.CharEnumField(description="种类", enum_type=NewsKind, max_length=20),
                ),
                ("loan_no", fields.CharField(db_index=True, description="贷款号", max_length=40)),
                (
                    "note",
                    fields.ForeignKeyField(
                        "disbursement.LoanNote",
                        source_field="note_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="news",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("business_date", fields.DateField(description="营业日期")),
                (
                    "occurred_at",
                    fields.DatetimeField(
                        description="发生时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("principal_fen", fields.BigIntField(default=0, description="本金(分)")),
                ("interest_fen", fields.BigIntField(default=0, description="利息(分)")),
                ("penalty_fen", fields.BigIntField(default=0, description="罚息(分)")),
                ("outstanding_fen", fields.BigIntField(default=0, description="本金余额(分)")),
                ("overdue_fen", fields.BigIntField(default=0, description="逾期金额(分)")),
                ("simulated", fields.BooleanField(description="是否模拟")),
            ],
            options={
                "table": "core_news",
                "app": "disbursement",
                "unique_together": (("legal_entity_id", "event_id"),),
                "pk_attr": "id",
                "table_description": "核心通知",
            },
            bases=["LegalEntityRow"],
        ),
        ops.CreateModel(
            name="Payee",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=1, description="乐观锁版本")),
                (
                    "created_at",
                    fields.DatetimeField(
                        default=utc_now, description="创建时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("created_by", fields.UUIDField(description="创建人")),
                (
                    "updated_at",
                    fields.DatetimeField(
                        default=utc_now, description="更新时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("updated_by", fields.UUIDField(description="更新人")),
                ("legal_entity_id", fields.UUIDField(db_index=True, description="法人机构")),
                (
                    "disbursement",
                    fields.ForeignKeyField(
                        "disbursement.Disbursement",
                        source_field="disbursement_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="payees",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("name", fields.CharField(description="收款人", max_length=80)),
                ("account", EncryptedField(description="收款账户(加密)", unique=False)),
                (
                    "account_hash",
                    fields.CharField(db_index=True, description="收款账户盲索引", max_length=64),
                ),
                ("bank_name", fields.CharField(description="开户行", max_length=80)),
                ("amount_fen", fields.BigIntField(description="金额(分)")),
            ],
            options={
                "table": "payee",
                "app": "disbursement",
                "constraints": [CheckConstraint(check="amount_fen > 0", name="payee_is_paid")],
                "pk_attr": "id",
                "table_description": "受托支付对象",
            },
            bases=["LegalEntityRow"],
        ),
        ops.CreateModel(
            name="PayoutAttempt",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=1, description="乐观锁版本")),
                (
                    "created_at",
                    fields.DatetimeField(
                        default=utc_now, description="创建时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("created_by", fields.UUIDField(description="创建人")),
                (
                    "updated_at",
                    fields.DatetimeField(
                        default=utc_now, description="更新时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("updated_by", fields.UUIDField(description="更新人")),
                ("legal_entity_id", fields.UUIDField(db_index=True, description="法人机构")),
                (
                    "disbursement",
                    fields.ForeignKeyField(
                        "disbursement.Disbursement",
                        source_field="disbursement_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="exchanges",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("asked", fields.CharEnumField(description="问法", enum_type=Asked, max_length=12)),
                ("number", fields.IntField(description="第几次")),
                (
                    "answer",
                    fields.CharEnumField(
                        null=True, description="答复;空为发出", enum_type=CoreAnswer, max_length=20
                    ),
                ),
                ("code", fields.CharField(default="", description="代码", max_length=80)),
                ("text", fields.CharField(default="", description="说明", max_length=400)),
                (
                    "at",
                    fields.DatetimeField(description="时间", auto_now=False, auto_now_add=False),
                ),
            ],
            options={
                "table": "payout_attempt",
                "app": "disbursement",
                "constraints": [
                    UniqueConstraint(
                        fields=("disbursement_id", "asked", "number"),
                        name="one_sending_per_number",
                        condition="answer is null",
                    )
                ],
                "pk_attr": "id",
                "table_description": "核心往来记录",
            },
            bases=["LegalEntityRow"],
        ),
        ops.CreateModel(
            name="RepaymentSchedule",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=1, description="乐观锁版本")),
                (
                    "created_at",
                    fields.DatetimeField(
                        default=utc_now, description="创建时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("created_by", fields.UUIDField(description="创建人")),
                (
                    "updated_at",
                    fields.DatetimeField(
                        default=utc_now, description="更新时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("updated_by", fields.UUIDField(description="更新人")),
                ("legal_entity_id", fields.UUIDField(db_index=True, description="法人机构")),
                (
                    "note",
                    fields.ForeignKeyField(
                        "disbursement.LoanNote",
                        source_field="note_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="schedules",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("number", fields.IntField(description="版次")),
                ("engine_version", fields.CharField(description="计算引擎版本", max_length=20)),
                ("sha256", fields.CharField(description="计划摘要", max_length=64)),
            ],
            options={
                "table": "repayment_schedule",
                "app": "disbursement",
                "unique_together": (("note_id", "number"),),
                "pk_attr": "id",
                "table_description": "还款计划",
            },
            bases=["LegalEntityRow"],
        ),
        ops.CreateModel(
            name="ScheduleRow",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=1, description="乐观锁版本")),
                (
                    "created_at",
                    fields.DatetimeField(
                        default=utc_now, description="创建时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("created_by", fields.UUIDField(description="创建人")),
                (
                    "updated_at",
                    fields.DatetimeField(
                        default=utc_now, description="更新时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("updated_by", fields.UUIDField(description="更新人")),
                ("legal_entity_id", fields.UUIDField(db_index=True, description="法人机构")),
                (
                    "schedule",
                    fields.ForeignKeyField(
                        "disbursement.RepaymentSchedule",
                        source_field="schedule_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="rows",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("no", fields.IntField(description="期次")),
                ("start_date", fields.DateField(description="计息起日")),
                ("due_date", fields.DateField(description="应还日")),
                ("pay_by", fields.DateField(description="扣款日")),
                ("days", fields.IntField(description="天数")),
                ("principal_fen", fields.BigIntField(description="应还本金(分)")),
                ("interest_fen", fields.BigIntField(description="应还利息(分)")),
                ("total_fen", fields.BigIntField(description="应还合计(分)")),
                ("balance_fen", fields.BigIntField(description="还后本金余额(分)")),
            ],
            options={
                "table": "schedule_row",
                "app": "disbursement",
                "unique_together": (("schedule_id", "no"),),
                "constraints": [
                    CheckConstraint(
                        check="principal_fen >= 0 and interest_fen >= 0 and balance_fen >= 0 and total_fen = principal_fen + interest_fen and start_date < due_date",
                        name="instalment_adds_up",
                    )
                ],
                "pk_attr": "id",
                "table_description": "还款计划期供",
            },
            bases=["LegalEntityRow"],
        ),
    ]
