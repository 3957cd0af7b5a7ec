"""Offices: the county's directory of «دستگاه‌ها»; their kinds are data."""
