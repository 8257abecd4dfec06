"""Outside systems for demonstrations and tests (模拟): processes of their own.

They share no code with the backend, so that neither side's mistake hides the
other's, and they keep their books on disk: the one witness that outlives a crash.
"""
