"""Workflow (业务工作流): routes drawn in BPMN, run by our own token kernel.

Version:   DRAFT > VALIDATED > PENDING_PUBLISH > PUBLISHED > SUPERSEDED > RETIRED
           DRAFT > DISCARDED
Instance:  RUNNING <> SUSPENDED, RUNNING > COMPLETED | TERMINATED | FAILED > RUNNING
Task:      CREATED > CLAIMED > DONE, and TRANSFERRED, CANCELLED, EXPIRED,
           WAITING_ADDSIGN

A published version never changes, and an instance stays on the version it was
started with. A task is decided once. An overdue task is never decided by the
clock. A branch of a case never disappears: a move that could leave the instance
stuck is refused before it is made.
"""
