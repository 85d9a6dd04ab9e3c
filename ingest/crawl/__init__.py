"""Reads a site from one address on, breadth first, as far as the site, the limits and good manners allow."""
