"""Why a decision is not made, a strategy not published, an opinion not accepted."""

from collections.abc import Sequence

from backend.kit.refusal import Refusal


class StrategyUnknown(Refusal):
    code = "STRATEGY_UNKNOWN"
    message_zh = "没有已发布的决策策略“{key}”"

    def __init__(self, key: str) -> None:
        super().__init__(key=key)


class DecisionInputInvalid(Refusal):
    """The strategy's input schema refuses the case: nothing has been decided."""

    code = "DECISION_INPUT_INVALID"
    message_zh = "决策输入不符合要求:{problem}"

    def __init__(self, problem: str) -> None:
        super().__init__(problem=problem)


class DecisionFailed(Refusal):
    """A node of the graph broke: the strategy needs its author."""

    code = "DECISION_FAILED"
    message_zh = "决策策略执行失败(节点 {node}):{problem}"

    def __init__(self, node: str, problem: str) -> None:
        super().__init__(node=node, problem=problem)


class DecisionDataUnavailable(Refusal):
    """An outside answer is missing: the run is an ERROR and may be repeated."""

    code = "DECISION_DATA_UNAVAILABLE"
    message_zh = "外部数据暂不可用({sources}),请稍后重试"

    def __init__(self, sources: Sequence[str]) -> None:
        super().__init__(sources="、".join(sources))


class StrategyUnreadable(Refusal):
    code = "STRATEGY_UNREADABLE"
    message_zh = "决策策略文件无法读取:{problem}"

    def __init__(self, problem: str) -> None:
        super().__init__(problem=problem)


class StrategyNotPublishable(Refusal):
    code = "STRATEGY_NOT_PUBLISHABLE"
    message_zh = "决策策略不能发布:{problems}"

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(problems=";".join(problems))


class AdjustmentReasonMissing(Refusal):
    code = "ADJUSTMENT_REASON_MISSING"
    message_zh = "“{field}”由 {from_value} 调整为 {to_value},请填写调整原因"

    def __init__(self, field: str, from_value: str, to_value: str, *path: str) -> None:
        super().__init__(path=path, field=field, from_value=from_value, to_value=to_value)


class AdjustmentNotNeeded(Refusal):
    code = "ADJUSTMENT_NOT_NEEDED"
    message_zh = "“{field}”与系统建议一致,不需要调整原因"

    def __init__(self, field: str, *path: str) -> None:
        super().__init__(path=path, field=field)


class NoDecision(Refusal):
    """Nothing has been decided yet that the step could rest on."""

    code = "NO_DECISION"
    message_zh = "本申请尚无有效的系统决策"


class DecisionStale(Refusal):
    """The facts have changed since: the strategy must be asked again."""

    code = "DECISION_STALE"
    message_zh = "系统决策已失效,请重新完成调查后再决策"


class ReconsideredAlready(Refusal):
    code = "RECONSIDERED_ALREADY"
    message_zh = "复议须由支行行长和风险经理两人分别提出和同意,您已提出"
