r"""Audit (日志): state transitions, what was done and what was seen, unchangeable.

Every legal entity has a chain of its own: each entry carries the hash of the
one before, so that a changed, deleted or reordered entry is found.

Never true: an entry is updated or deleted; personal data stands in an entry in full.
"""
