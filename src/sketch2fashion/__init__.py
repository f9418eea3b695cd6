"""Draw a garment by hand, see it as a real one, and find where to buy it."""

__version__ = "0.1.0"
