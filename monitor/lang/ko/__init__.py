"""Korean: the grammar of numerals that data cannot say."""
