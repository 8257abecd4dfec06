"""A core banking system (核心系统, 模拟) that can be told to misbehave."""
