"""Why the workflow says no."""

from backend.kit.refusal import Refusal


class ModelUnreadable(Refusal):
    code = "WORKFLOW_MODEL_UNREADABLE"
    message_zh = "流程文件无法读取:{problem}"


class TaskNotOpen(Refusal):
    """Somebody else has decided it, or the case has moved on."""

    code = "TASK_NOT_OPEN"
    message_zh = "该任务已办结或已取消"


class OutcomeNotAllowed(Refusal):
    code = "OUTCOME_NOT_ALLOWED"
    message_zh = "节点“{node}”不允许的办理结果:{outcome}"


class AuthorityExceeded(Refusal):
    """The decider's limit is below the exposure and the route has nobody above."""

    code = "AUTHORITY_EXCEEDED"
    message_zh = "节点“{node}”的业务超出您的审批权限,且流程没有上级审批节点"


class ReturnTargetUnsafe(Refusal):
    """From there the case could get stuck, or the node does not allow it."""

    code = "RETURN_TARGET_UNSAFE"
    message_zh = "不能退回到节点“{node}”,可退回:{targets}"


class WaitsForResubmit(Refusal):
    code = "WAITS_FOR_RESUBMIT"
    message_zh = "业务已退回客户经理,重新提交后才能办理"


class NotReturned(Refusal):
    code = "NOT_RETURNED"
    message_zh = "业务没有退回,无需重新提交"


class WithdrawNotAllowed(Refusal):
    code = "WITHDRAW_NOT_ALLOWED"
    message_zh = "该流程不允许撤回"


class QuorumNotMet(Refusal):
    code = "QUORUM_NOT_MET"
    message_zh = "参加表决 {present} 人,未达到法定人数 {needed} 人"


class SeatsInvalid(Refusal):
    code = "SEATS_INVALID"
    message_zh = "节点“{node}”的会签人员不正确:{problem}"


class SignNotAllowed(Refusal):
    code = "SIGN_NOT_ALLOWED"
    message_zh = "节点“{node}”不能这样加签或减签"


class ConditionUnanswerable(Refusal):
    """A gateway's condition met data it has no answer for; nothing has moved."""

    code = "WORKFLOW_CONDITION_UNANSWERABLE"
    message_zh = "流程条件“{condition}”无法判断:{problem}"


class NoBranch(Refusal):
    code = "WORKFLOW_NO_BRANCH"
    message_zh = "网关“{node}”没有可走的分支"


class MigrationUnsafe(Refusal):
    code = "MIGRATION_UNSAFE"
    message_zh = "实例不能迁移到新版本:{problem}"


class NobodyToAssign(Refusal):
    code = "NOBODY_TO_ASSIGN"
    message_zh = "节点“{node}”没有符合条件的办理人"


class WorkflowMissing(Refusal):
    code = "WORKFLOW_MISSING"
    message_zh = "流程“{key}”没有已发布的版本"


class CaseRunsAlready(Refusal):
    code = "CASE_RUNS_ALREADY"
    message_zh = "该业务已有流程在办理"


class NoCaseRuns(Refusal):
    code = "NO_CASE_RUNS"
    message_zh = "该业务没有在办的流程"


class TaskHeldByAnother(Refusal):
    code = "TASK_HELD_BY_ANOTHER"
    message_zh = "该任务已由他人签收"


class PersonUnfit(Refusal):
    """Not at this bank, without the role, or a maker of the case."""

    code = "PERSON_UNFIT"
    message_zh = "该人员不能办理此任务:{problem}"


class RouteUnsound(Refusal):
    """The drawing has findings; each is a refusal with its node and what was found."""

    code = "ROUTE_UNSOUND"
    message_zh = "{problem}"


class StepUnknown(Refusal):
    code = "WORKFLOW_STEP_UNKNOWN"
    message_zh = "没有名为“{step}”的自动操作"
