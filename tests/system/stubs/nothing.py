"""A program that has nothing to do; stands for those that prepare the real stack."""
