"""养鱼: how many customers one can really work, and the pond of those who rest or have fallen silent."""
