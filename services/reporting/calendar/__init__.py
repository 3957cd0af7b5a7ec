"""The calendar of working days: the weeks are policy, the closures a list that the secretariat keeps."""
