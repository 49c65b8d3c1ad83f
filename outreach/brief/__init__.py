"""Facts about one person → the page to have beside you on the telephone."""
