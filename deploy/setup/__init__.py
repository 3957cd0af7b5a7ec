"""From nothing to a county that runs: its folder, its keys and passwords, its servers, its first day."""
