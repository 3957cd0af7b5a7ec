"""Bulletins: outages, alerts and occasions that other systems of the county tell, as everybody reads them."""
