"""Certificates («گواهی») and letters of appreciation («تقدیرنامه»), to one person or to fifty at once."""
