"""The register of letters («دفتر اندیکاتور»): what was given a number, in a chain that shows every later change."""
