"""Imports of offices, people and posts from spreadsheets."""

import os

# lxml came with the seals of letters. openpyxl would prefer it to defusedxml, which refuses what a hostile file can do.
os.environ["OPENPYXL_LXML"] = "False"
