"""Tools for operators and auditors, the same for every service: the `ravabet` command and the pages of the trail."""
