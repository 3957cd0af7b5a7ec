"""Media: pictures, papers and recordings that articles show, their library, and their addresses."""
