"""The HTTP door of the house."""
