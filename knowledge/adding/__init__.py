"""From files to rows: which files are meant, read within limits, outlined, cut; whatever kind of knowledge base keeps them."""
