"""The end of every `county.toml` in tests: the three who sign in first. A line for the operator may follow it."""

from typing import Final

OFFICIALS: Final = """
[governor]
username = "farmandar"
name = "محمدرضا شهرابی"

[secretariat]
username = "dabir"
name = "نسرین دبیری"

[operator]
username = "rahbar"
name = "امید راهبر"
"""
