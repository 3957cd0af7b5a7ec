"""Imports of offices, people and posts from spreadsheets."""
