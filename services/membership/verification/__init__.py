"""`/v`: anybody asks whether a letter is genuine and what has become of it, by its code or by its PDF."""
