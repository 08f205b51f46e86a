"""One module a family of addresses: parameters in, a response out."""
