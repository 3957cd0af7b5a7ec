"""What offices did, as other services told it: the numbers that reports are prefilled with."""
