"""engagelib: how small businesses talk with their customers online, studied with mixed methods."""
