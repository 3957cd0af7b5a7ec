"""Whom a letter was served on («ابلاغ»), and who saw and accepted it («رؤیت»), whatever its kind."""
