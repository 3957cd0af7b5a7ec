"""The web layer of all services: parts, rules, forms, problems, and the page shell."""
