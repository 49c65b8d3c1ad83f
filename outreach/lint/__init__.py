"""Draft → findings: does a letter keep the rules of kindness? Rules and lists are data files."""
