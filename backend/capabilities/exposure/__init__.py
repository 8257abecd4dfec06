"""Exposure (敞口): what the bank has at stake with one customer, in one place.

A row per customer and source (a limit, a note, a guarantee given, a loan of the core);
its amount is the current one and 0 when the source is closed.

Never true: a source counts twice; a note counts beside the limit that holds it.
"""
