"""Text: normalisation, sentences, words, fingerprints. Pure."""
