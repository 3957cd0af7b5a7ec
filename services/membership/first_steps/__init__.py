"""The first steps of a county: what the secretariat still has to do until everything runs, as a list on its desk."""
