"""The working-day calendar: weeks as policy, closures as a list that the secretariat keeps."""
