"""Why a backup or a restore does not go on."""


class Trouble(Exception):
    """It cannot go on. The message is a sentence for the operator, and says what to do."""
