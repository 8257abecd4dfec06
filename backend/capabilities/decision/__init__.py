r"""Risk decision (风控决策): what the bank's strategies say about a case, and who departs from it.

    pre-assessment (预评估)  RUNNING -> PASS | REFER | REJECT
                                \-> ERROR -> RUNNING (again, when the outside data is there)
    system decision (决策)   facts of the investigation -> grade, amount, spread -> result
    adjustment (人工调整)    proposal -> opinion or approval, each difference with its reason

Strategies are decision graphs that the bank edits; a graph is published only after the
gate has compiled every cell and run its test cases.

Never true: a missing input counts as a good one; an unavailable outside system ends in PASS;
            a decision without the snapshot of its inputs;
            a difference between proposal and opinion without a reason.
"""
