"""The secretariat and operators keep the accounts of everybody."""
