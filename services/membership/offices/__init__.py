"""Offices: the county's directory of «دستگاه‌ها»."""
