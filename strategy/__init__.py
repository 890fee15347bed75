"""The method and the store: everything that could serve a command line, without a word for people."""
