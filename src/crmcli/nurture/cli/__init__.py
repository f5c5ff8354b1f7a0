"""The commands of the pond."""
