"""Bytes of a peer that is not trusted."""
