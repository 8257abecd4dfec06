"""A credit bureau's front system (征信前置, 模拟): paid reports on fictional people."""
