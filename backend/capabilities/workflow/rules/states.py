"""The states of versions, instances and tasks, and what a decider may say."""

from enum import StrEnum

from backend.kit.transitions import Machine


class Outcome(StrEnum):
    """How a task is decided (办理结果)."""

    APPROVE = "APPROVE"
    APPROVE_WITH_CHANGES = "APPROVE_WITH_CHANGES"
    RETURN = "RETURN"
    REJECT = "REJECT"
    REQUEST_MATERIAL = "REQUEST_MATERIAL"
    ABSTAIN = "ABSTAIN"


APPROVALS = frozenset({Outcome.APPROVE, Outcome.APPROVE_WITH_CHANGES})


class Ending(StrEnum):
    """How an instance ends (流程结果)."""

    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    COMPLETED = "COMPLETED"
    WITHDRAWN = "WITHDRAWN"
    TERMINATED = "TERMINATED"


class VersionState(StrEnum):
    DRAFT = "DRAFT"
    VALIDATED = "VALIDATED"
    PENDING_PUBLISH = "PENDING_PUBLISH"
    PUBLISHED = "PUBLISHED"
    SUPERSEDED = "SUPERSEDED"
    RETIRED = "RETIRED"
    DISCARDED = "DISCARDED"


class InstanceState(StrEnum):
    RUNNING = "RUNNING"
    SUSPENDED = "SUSPENDED"
    COMPLETED = "COMPLETED"
    TERMINATED = "TERMINATED"
    FAILED = "FAILED"


class TaskState(StrEnum):
    CREATED = "CREATED"
    CLAIMED = "CLAIMED"
    WAITING_ADDSIGN = "WAITING_ADDSIGN"
    DONE = "DONE"
    TRANSFERRED = "TRANSFERRED"
    CANCELLED = "CANCELLED"
    EXPIRED = "EXPIRED"


VERSION_MACHINE = Machine[VersionState](
    {
        (VersionState.DRAFT, "validate"): VersionState.VALIDATED,
        (VersionState.DRAFT, "discard"): VersionState.DISCARDED,
        (VersionState.VALIDATED, "edit"): VersionState.DRAFT,
        (VersionState.VALIDATED, "requestPublish"): VersionState.PENDING_PUBLISH,
        (VersionState.PENDING_PUBLISH, "publish"): VersionState.PUBLISHED,
        (VersionState.PENDING_PUBLISH, "refusePublish"): VersionState.DRAFT,
        (VersionState.PUBLISHED, "supersede"): VersionState.SUPERSEDED,
        (VersionState.SUPERSEDED, "retire"): VersionState.RETIRED,
    }
)

INSTANCE_MACHINE = Machine[InstanceState](
    {
        (InstanceState.RUNNING, "step"): InstanceState.RUNNING,
        (InstanceState.RUNNING, "suspend"): InstanceState.SUSPENDED,
        (InstanceState.SUSPENDED, "resume"): InstanceState.RUNNING,
        (InstanceState.RUNNING, "complete"): InstanceState.COMPLETED,
        (InstanceState.RUNNING, "terminate"): InstanceState.TERMINATED,
        (InstanceState.RUNNING, "fail"): InstanceState.FAILED,
        (InstanceState.FAILED, "retry"): InstanceState.RUNNING,
    }
)

TASK_MACHINE = Machine[TaskState](
    {
        (TaskState.CREATED, "claim"): TaskState.CLAIMED,
        (TaskState.CREATED, "transfer"): TaskState.TRANSFERRED,
        (TaskState.CREATED, "cancel"): TaskState.CANCELLED,
        (TaskState.CREATED, "expire"): TaskState.EXPIRED,
        (TaskState.CLAIMED, "decide"): TaskState.DONE,
        (TaskState.CLAIMED, "release"): TaskState.CREATED,
        (TaskState.CLAIMED, "transfer"): TaskState.TRANSFERRED,
        (TaskState.CLAIMED, "cancel"): TaskState.CANCELLED,
        (TaskState.CLAIMED, "expire"): TaskState.EXPIRED,
        (TaskState.CLAIMED, "addSign"): TaskState.WAITING_ADDSIGN,
        (TaskState.WAITING_ADDSIGN, "signed"): TaskState.CLAIMED,
        (TaskState.WAITING_ADDSIGN, "cancel"): TaskState.CANCELLED,
    }
)
