"""The notices of each member at the desk: the same that go out by mail and messenger, with what was read."""
