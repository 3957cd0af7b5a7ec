"""People who were entered twice become one person, and within a day two again."""
