"""Speed: ``python -m bench`` measures every subject, or those named, beside their limits."""
