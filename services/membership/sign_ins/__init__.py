"""Sign-ins, from beginning to end. Renewal tokens, each good once, keep them alive."""
