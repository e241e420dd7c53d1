"""Measurements that the course's claims of speed rest on."""
