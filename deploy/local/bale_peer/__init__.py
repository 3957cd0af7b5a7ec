"""Bale without Bale: the bot's HTTP interface as the real one speaks it, and a page with the chats."""
