"""The password of every account of the demo county; it is in the README, and opens demo data only."""

DEMO_PASSWORD = "bahardasht-1405"  # noqa: S105 - invented, for invented people on loopback
