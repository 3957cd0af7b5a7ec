"""Helps whoever writes: what a pasted text brings along is shown and taken out, and Persian is proofread."""
