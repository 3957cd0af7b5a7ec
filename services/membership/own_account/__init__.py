"""People keep their own account: password, app, sign-ins and the tokens of their programs."""
