"""The link with the centre, as it is told in the windows."""
