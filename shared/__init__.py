"""Code and contracts that all services must agree on, and nothing else."""
