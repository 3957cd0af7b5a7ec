"""Accounts: who people are, how they are reached, and how they prove who they are."""
