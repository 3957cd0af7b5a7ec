"""Changes to documents that the release before stored, made batch by batch while both releases run (ADR 33)."""
