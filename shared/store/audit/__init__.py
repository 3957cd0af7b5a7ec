"""The audit trail of a service: noted with each change, chained afterwards by one writer, checked by whoever doubts."""
